"""Topics of an article: rules, the model where there is one, parents implied, editors obeyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

import msgspec

from tipsheet.records import Article, Correction, Rejected, Topic, TopicMatch
from tipsheet.stages.classify.model import TopicModel, ancestors, word_features
from tipsheet.stages.classify.rules import Rules, findings


class ClassifySettings(msgspec.Struct, frozen=True, kw_only=True):
    """How sure a topic must be, and how much is read."""

    threshold: float = 0.5  # confidence, 0..1
    without_keyword: float = 0.85  # for a topic that only the model proposes
    text_chars: int = 2000  # of the text that are searched for keywords


_TOLD = "an editor said so"


def classify(
    articles: Iterable[Article],
    topics: Sequence[Topic],
    *,
    model: TopicModel | None = None,
    root: str,
    settings: ClassifySettings | None = None,
    corrections: Sequence[Correction] = (),
) -> Iterator[Article | Rejected]:
    """Set `topics`: the root first, then parents before their children, surer ones first.

    Each match tells its confidence (0..1) and its evidence: the words and where they stand, the model's
    judgement, the child that implies a parent. An article about nothing of ours becomes
    Rejected("classify", "off_topic") with the nearest topic in its detail, unless the root topic takes
    everything. `root` is the root topic's name. Topics already set, as by a source, are kept. Corrections
    of kind topic and not_topic win.
    """
    settings = settings or ClassifySettings()
    judge = _Judge(topics, model or TopicModel(), settings)
    said = _said(corrections)
    everything = root in judge.by_name and judge.by_name[root].everything
    for article in articles:
        told = said.get(article.id, {})
        found = {t.name: t for t in article.topics if t.name in judge.by_name}
        for match in judge.matches(article, {*found, root} if everything else found.keys()):
            held = found.get(match.name)
            if held is None or held.confidence < match.confidence:
                found[match.name] = match
        for name, is_so in told.items():
            if name in judge.by_name:
                found[name] = TopicMatch(name=name, confidence=float(is_so), evidence=(_TOLD,))
        sure = {name: m for name, m in found.items() if m.confidence >= settings.threshold}
        for match in list(sure.values()):
            judge.imply(match, sure, told)
        if everything and root not in sure and told.get(root, True):
            sure[root] = TopicMatch(name=root, evidence=("this publication takes everything",))
        if not sure:
            yield _off_topic(article, found)
            continue
        if root in judge.by_name and root not in sure and told.get(root, True):
            sure[root] = TopicMatch(name=root, evidence=("the publication's root",))
        ordered = sorted(
            sure.values(), key=lambda m: (m.name != root, judge.depth(m.name), -m.confidence, m.name)
        )
        yield msgspec.structs.replace(article, topics=tuple(ordered))


class _Judge:
    def __init__(self, topics: Sequence[Topic], model: TopicModel, settings: ClassifySettings) -> None:
        self.by_name = {t.name: t for t in topics}
        self.model = model
        self.settings = settings
        self.rules = Rules(topics)
        self.open = [self.by_name[name] for name in model.proposes if name in self.by_name]

    def matches(self, article: Article, given: Set[str]) -> Iterator[TopicMatch]:
        """Every topic with a keyword in the article, and those that the model alone is sure of.

        `given` are the topics the article has whatever it says.
        """
        found = findings(article, self.rules, self.settings.text_chars)
        words = word_features(article) if self.model.weights else {}
        for name, finding in found.items():
            above = set(ancestors(name, self.by_name))
            alone = bool(above) and not above & (found.keys() | given)
            confidence = self.model.judge(self.by_name[name], finding, words, alone=alone)
            why = finding.evidence()
            if name in self.model.weights:
                why = (*why, f"model: {confidence:.2f}")
            yield TopicMatch(name=name, confidence=round(confidence, 4), evidence=why)
        for topic in self.open:
            if topic.name not in found:
                confidence = self.model.judge(topic, None, words)
                if confidence >= self.settings.without_keyword:
                    why = (f"model: {confidence:.2f}, without a keyword",)
                    yield TopicMatch(name=topic.name, confidence=round(confidence, 4), evidence=why)

    def imply(self, match: TopicMatch, sure: dict[str, TopicMatch], told: dict[str, bool]) -> None:
        """Add the parents, each at least as sure as this child; an editor may forbid one."""
        for parent in ancestors(match.name, self.by_name):
            if not told.get(parent, True):
                continue
            held = sure.get(parent)
            if held is None or held.confidence < match.confidence:
                why = held.evidence if held else (f"implied by {match.name}",)
                sure[parent] = TopicMatch(name=parent, confidence=match.confidence, evidence=why)

    def depth(self, name: str) -> int:
        """How many parents a topic has."""
        return sum(1 for _ in ancestors(name, self.by_name))


def _said(corrections: Sequence[Correction]) -> dict[str, dict[str, bool]]:
    """Article id -> topic name -> whether an editor gave or took it; the last word counts."""
    said: dict[str, dict[str, bool]] = {}
    for correction in corrections:
        if correction.kind in ("topic", "not_topic"):
            for article_id in correction.article_ids:
                said.setdefault(article_id, {})[correction.topic] = correction.kind == "topic"
    return said


def _off_topic(article: Article, found: dict[str, TopicMatch]) -> Rejected:
    nearest = max(found.values(), key=lambda m: (m.confidence, m.name), default=None)
    detail = "no word of ours"
    if nearest is not None:
        detail = f"nearest: {nearest.name} at {nearest.confidence:.2f} ({'; '.join(nearest.evidence[:3])})"
    return Rejected(stage="classify", reason="off_topic", id=article.id, url=article.url, detail=detail)
