"""Group articles about one event into stories, in arrival order, without looking ahead."""

from tipsheet.stages.cluster.engine import cluster, settle
from tipsheet.stages.cluster.members import stories
from tipsheet.stages.cluster.settings import ClusterSettings
from tipsheet.stages.cluster.state import StoryState
from tipsheet.stages.cluster.terms import TermSettings

__all__ = ["ClusterSettings", "StoryState", "TermSettings", "cluster", "settle", "stories"]
