"""The rule layer: keywords, phrases, hashtags and negatives, found in one pass (Aho-Corasick)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import combinations, product

import ahocorasick
import msgspec

from tipsheet.records import Article, Topic

_SPACE = re.compile(r"[^\w#]+")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Hit(msgspec.Struct, frozen=True):
    """A topic's word found in a text."""

    topic: str
    word: str
    against: bool = False


class Rules:
    """All topics' words in one automaton. Whole words only, where a script marks them."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.parents = {t.name: t.parent for t in topics if t.parent and t.parent != t.name}
        words: dict[str, list[Hit]] = {}
        for topic in topics:
            tags = [tag for line in topic.hashtags for tag in line.split()]
            spoken = [*topic.keywords, *tags, *(tag.lstrip("#") for tag in tags)]
            for against, listed in ((False, spoken), (True, list(topic.negatives))):
                for word in listed:
                    key = fold(word).strip()
                    hit = Hit(topic.name, key, against)
                    if key and hit not in (held := words.setdefault(_bordered(key), [])):
                        held.append(hit)
        self._automaton = ahocorasick.Automaton()
        for key, hits in words.items():
            self._automaton.add_word(key, hits)
        self._any = bool(words)
        if words:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Hit]:
        """Every hit in `text`, in order; a repeated word is repeated."""
        if not self._any or not text:
            return []
        return [hit for _, hits in self._automaton.iter(f" {fold(text)} ") for hit in hits]


class Findings(msgspec.Struct):
    """What the rules found about one topic in one article."""

    title: list[str] = []
    excerpt: list[str] = []
    tags: list[str] = []
    text: dict[str, int] = {}
    against: list[str] = []
    below: list[str] = []  # words of the topic's children in headline or excerpt

    def evidence(self) -> tuple[str, ...]:
        """The hits in words, the strongest place first."""
        told = [f"{place}: {word}" for place in ("title", "excerpt", "tags") for word in getattr(self, place)]
        told += [f"text: {word}" + (f" ({n} times)" if n > 1 else "") for word, n in self.text.items()]
        if self.text and not (self.title or self.excerpt):
            told += [f"subtopic: {word}" for word in dict.fromkeys(self.below[:3])]
        told += [f"against: {word}" for word in self.against]
        return tuple(told[:8])

    def features(self, alone: bool = False) -> dict[str, float]:
        """Where the topic's words stand, as figures for the model; keys begin with `@`.

        `alone`: nothing in the article speaks of the topic's parent; then single words, which mean many
        things ("battery"), are weighed down, phrases are not.
        """
        found = {f"@{p}": 1.0 for p in ("title", "excerpt", "tags") if getattr(self, p)}
        if self.text:
            found["@text"] = min(3.0, 0.5 * sum(self.text.values()))
            own = list(self.text)[:20]
            if _differ(combinations(own, 2)):
                found["@several"] = 1.0  # different words of ours agree
            if _differ(product(own, self.below[:20])):
                found["@below"] = 1.0  # a child's word agrees
        if self.against:
            found["@against"] = 1.0
        if alone and not any(" " in w for w in (*self.title, *self.excerpt, *self.tags, *self.text)):
            found["@alone"] = 1.0
        return found


def findings(article: Article, rules: Rules, text_chars: int) -> dict[str, Findings]:
    """By topic name, what the rules found in the article."""
    found: dict[str, Findings] = {}
    for place, text in (
        ("title", article.title),
        ("excerpt", article.excerpt),
        ("tags", " . ".join((*article.tags, article.section))),
        ("text", article.text[:text_chars]),
    ):
        for hit in rules.find(text):
            topic = found.setdefault(hit.topic, Findings())
            if hit.against:
                if hit.word not in topic.against:
                    topic.against.append(hit.word)
            elif place == "text":
                topic.text[hit.word] = topic.text.get(hit.word, 0) + 1
            elif hit.word not in (listed := getattr(topic, place)):
                listed.append(hit.word)
    for name, topic in found.items():
        parent = found.get(rules.parents.get(name, ""))
        if parent is not None and not topic.against:
            parent.below += [*topic.title, *topic.excerpt]
    return found


def _differ(pairs: Iterable[tuple[str, str]]) -> bool:
    """Two words of a pair are no part of each other."""
    return any(a not in b and b not in a for a, b in pairs)


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, every run of other signs one space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold())


def _bordered(key: str) -> str:
    """A whole word; in a script without spaces any place will do."""
    return key if _UNSPACED.search(key) else f" {key} "
