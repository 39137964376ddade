"""Say what an article is about, how surely, and which words said so."""

from tipsheet.stages.classify.assign import ClassifySettings, classify
from tipsheet.stages.classify.model import TopicModel, train_topics
from tipsheet.stages.classify.propose import propose_topic

__all__ = ["ClassifySettings", "TopicModel", "classify", "propose_topic", "train_topics"]
