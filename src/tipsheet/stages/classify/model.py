"""The linear model: the rules as a prior, and what the publication's own records teach beyond them.

A logistic model a topic. Its features are where the topic's words stand (headline, excerpt, tags, text)
and the article's words; its weights start at the rules' and leave them only as far as examples demand.
So with no examples it is the rules, and with many it is what the editors do. Measured in
docs/decisions/032-topics.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from tipsheet.records import Article, Topic
from tipsheet.stages.classify.rules import Findings, Rules, findings, fold

_WORD = re.compile(r"[^\W\d_]{2,}")

#: Weights without any example. A child topic must be in the headline, or be spoken of in several places; the
#: root, which asks whether an article is ours at all, is content with the excerpt, with two words in the
#: text, or with one where a child's word stands in headline or excerpt.
PRIOR_ROOT = {
    "@bias": -2.5, "@title": 5.0, "@excerpt": 3.0, "@tags": 3.0, "@text": 1.6, "@several": 1.2,
    "@below": 2.0, "@against": -6.0,
}  # fmt: skip
PRIOR_CHILD = {
    "@bias": -3.2, "@title": 5.4, "@excerpt": 1.6, "@tags": 2.0, "@text": 1.3,
    "@against": -6.0, "@alone": -5.0,
}  # fmt: skip


class TopicModel(msgspec.Struct, frozen=True):
    """Weights by topic and feature; made by `train_topics`. A topic it does not know keeps the prior."""

    weights: dict[str, dict[str, float]] = {}
    proposes: tuple[str, ...] = ()  # topics learnt well enough to be given without any keyword

    def to_bytes(self) -> bytes:
        """The model as bytes; `from_bytes` gives an equal one back."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def from_bytes(cls, raw: bytes) -> TopicModel:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        return msgspec.msgpack.decode(raw, type=cls)

    def judge(
        self, topic: Topic, found: Findings | None, words: dict[str, float], *, alone: bool = False
    ) -> float:
        """How likely the article is about `topic`, 0..1; `alone` as in `Findings.features`."""
        weights = self.weights.get(topic.name)
        hits = found.features(alone) if found else {}
        return chance(prior(topic), hits) if weights is None else chance(weights, {**words, **hits})


def ancestors(name: str, by_name: Mapping[str, Topic]) -> Iterator[str]:
    """The topic's parent, its parent, and so on; a circle ends."""
    seen = {name}
    topic = by_name.get(name)
    while topic is not None and topic.parent and topic.parent not in seen:
        seen.add(topic.parent)
        yield topic.parent
        topic = by_name.get(topic.parent)


def prior(topic: Topic) -> dict[str, float]:
    """The weights of the rules alone."""
    return PRIOR_CHILD if topic.parent else PRIOR_ROOT


def chance(weights: dict[str, float], features: dict[str, float]) -> float:
    """The logistic of the weighted features, 0..1."""
    total = weights["@bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def train_topics(
    examples: Iterable[tuple[Article, Sequence[str]]],
    topics: Sequence[Topic],
    *,
    at_least: int = 10,
    proposes_from: int = 40,
    text_chars: int = 2000,
    steps: int = 20_000,
) -> TopicModel:
    """Learn from articles with the topic names an editor, or the record, gives them.

    A topic with fewer than `at_least` examples for it, or against it, keeps the rules. One with
    `proposes_from` may be given to an article that holds none of its keywords. `steps` bounds the work a
    topic: so many looks at an example, three to thirty at each. Deterministic.
    """
    rules = Rules(topics)
    by_name = {t.name: t for t in topics}
    rows = [
        (findings(article, rules, text_chars), word_features(article), frozenset(names))
        for article, names in examples
    ]
    weights: dict[str, dict[str, float]] = {}
    proposes: list[str] = []
    for topic in topics:
        labels = [topic.name in names for _, _, names in rows]
        positive = sum(labels)
        if min(positive, len(labels) - positive) < at_least:
            continue
        above = set(ancestors(topic.name, by_name))
        featured = []
        for found, words, _ in rows:
            hits = found.get(topic.name)
            alone = bool(above) and not above & found.keys()
            featured.append({**words, **hits.features(alone)} if hits else words)
        rounds = min(30, max(3, steps // len(rows)))
        weights[topic.name] = _fit(featured, labels, prior(topic), rounds)
        if positive >= proposes_from:
            proposes.append(topic.name)
    return TopicModel(weights=weights, proposes=tuple(proposes))


def word_features(article: Article) -> dict[str, float]:
    """The words of the headline (apart) and of the headline and excerpt, at unit length."""
    title = set(_WORD.findall(fold(article.title)))
    both = title | set(_WORD.findall(fold(article.excerpt)))
    size = math.sqrt(len(title) + len(both)) or 1.0
    found = {f"t:{word}": 1.0 / size for word in title}
    found.update((word, 1.0 / size) for word in both)
    return found


def _fit(
    rows: list[dict[str, float]], labels: list[bool], start: dict[str, float], rounds: int
) -> dict[str, float]:
    """Logistic regression by AdaGrad, drawn back towards `start`; both labels weigh alike up to tenfold."""
    weights = dict(start)
    squares: dict[str, float] = {}
    positive = sum(labels)
    lift = min(10.0, math.sqrt((len(labels) - positive) / positive))
    pull = 1.0 / len(rows)
    for _ in range(rounds):
        for row, label in zip(rows, labels, strict=True):
            miss = chance(weights, row) - label
            if label:
                miss *= lift
            for name, value in (("@bias", 1.0), *row.items()):
                slope = miss * value + pull * (weights.get(name, 0.0) - start.get(name, 0.0))
                seen = squares.get(name, 1.0) + slope * slope
                squares[name] = seen
                weights[name] = weights.get(name, 0.0) - 0.3 * slope / math.sqrt(seen)
    return {name: round(value, 5) for name, value in weights.items() if abs(value) > 1e-4 or name[0] == "@"}
