"""Topics of an article: rules first, the model where there is one, parents implied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tipsheet.records import Article, Rejected, Topic, TopicMatch
from tipsheet.stages.classify.model import TopicModel
from tipsheet.stages.classify.rules import Hit, Rules


class ClassifySettings(msgspec.Struct, frozen=True, kw_only=True):
    """How sure a topic must be."""

    threshold: float = 0.5  # confidence, 0..1
    title_weight: float = 0.8  # confidence that one hit in the title gives
    text_weight: float = 0.55  # and one in the excerpt or tags
    body_chars: int = 2000  # of the text that are read for keywords
    body_weight: float = 0.25


def classify(
    articles: Iterable[Article],
    topics: Sequence[Topic],
    *,
    model: TopicModel | None = None,
    root: str,
    settings: ClassifySettings | None = None,
) -> Iterator[Article | Rejected]:
    """Set `topics`: the root first, then parents before their children, surer ones first.

    An article about nothing of ours becomes Rejected("classify", "off_topic"), unless the root topic
    takes everything. `root` is the root topic's name. Topics already set (by the source or the editor)
    are kept with their evidence.
    """
    settings = settings or ClassifySettings()
    rules = Rules(topics)
    by_name = {t.name: t for t in topics}
    everything = root in by_name and by_name[root].everything
    for article in articles:
        found = {t.name: t for t in article.topics if t.name in by_name}
        for match in _matches(article, rules, model, settings):
            held = found.get(match.name)
            if held is None or held.confidence < match.confidence:
                found[match.name] = match
        sure = {n: m for n, m in found.items() if m.confidence >= settings.threshold}
        for match in list(sure.values()):
            _imply(match, by_name, sure)
        if everything and root not in sure:
            sure[root] = TopicMatch(
                name=root, confidence=1.0, evidence=("this publication takes everything",)
            )
        if not sure:
            nearest = max(found.values(), key=lambda m: m.confidence, default=None)
            detail = (
                f"nearest: {nearest.name} at {nearest.confidence:.2f}"
                if nearest
                else "no topic's words found"
            )
            yield Rejected(
                stage="classify", reason="off_topic", id=article.id, url=article.url, detail=detail
            )
            continue
        if root in by_name and root not in sure:
            _imply(
                TopicMatch(name="", confidence=1.0), {"": Topic(id="", name="", slug="", parent=root)}, sure
            )
        depth = {n: _depth(n, by_name) for n in sure}
        ordered = sorted(sure.values(), key=lambda m: (m.name != root, depth[m.name], -m.confidence, m.name))
        yield msgspec.structs.replace(article, topics=tuple(ordered))


def _matches(
    article: Article, rules: Rules, model: TopicModel | None, s: ClassifySettings
) -> Iterator[TopicMatch]:
    places = (
        ("title", article.title, s.title_weight),
        ("excerpt", f"{article.excerpt} . {' . '.join(article.tags)}", s.text_weight),
        ("text", article.text[: s.body_chars], s.body_weight),
    )
    doubt: dict[str, float] = {}
    evidence: dict[str, list[str]] = {}
    against: set[str] = set()
    for place, text, weight in places:
        seen: set[Hit] = set()
        for hit in rules.find(text):
            if hit in seen:
                continue
            seen.add(hit)
            if hit.against:
                against.add(hit.topic)
                continue
            doubt[hit.topic] = doubt.get(hit.topic, 1.0) * (1.0 - weight)
            evidence.setdefault(hit.topic, []).append(f"{place}: {hit.word}")
    for name, left in doubt.items():
        if name in against:
            continue
        confidence = 1.0 - left
        why = evidence[name]
        judged = model.judge(name, article) if model else None
        if judged is not None:
            confidence = judged
            why = [*why, f"model: {judged:.2f}"]
        yield TopicMatch(name=name, confidence=round(confidence, 4), evidence=tuple(why[:6]))


def _imply(match: TopicMatch, by_name: dict[str, Topic], sure: dict[str, TopicMatch]) -> None:
    """Add the parents, each as sure as its surest child."""
    seen = {match.name}
    topic = by_name.get(match.name)
    while topic is not None and topic.parent and topic.parent not in seen:
        parent = topic.parent
        seen.add(parent)
        held = sure.get(parent)
        if held is None or held.confidence < match.confidence:
            why = held.evidence if held else (f"implied by {match.name}",)
            sure[parent] = TopicMatch(name=parent, confidence=match.confidence, evidence=why)
        topic = by_name.get(parent)


def _depth(name: str, by_name: dict[str, Topic]) -> int:
    depth, seen = 0, {name}
    topic = by_name.get(name)
    while topic is not None and topic.parent and topic.parent not in seen:
        seen.add(topic.parent)
        depth += 1
        topic = by_name.get(topic.parent)
    return depth
