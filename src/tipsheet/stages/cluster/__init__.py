"""Group articles about one event into stories, in arrival order, without looking ahead."""

from tipsheet.stages.cluster.engine import ClusterSettings, cluster, settle
from tipsheet.stages.cluster.members import stories
from tipsheet.stages.cluster.state import StoryState

__all__ = ["ClusterSettings", "StoryState", "cluster", "settle", "stories"]
