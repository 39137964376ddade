"""The rule layer: keywords, phrases, hashtags and negatives, found in one pass (Aho-Corasick)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import ahocorasick
import msgspec

from tipsheet.records import Topic

_SPACE = re.compile(r"[^\w#]+")


class Hit(msgspec.Struct, frozen=True):
    """A topic's word found in a text."""

    topic: str
    word: str
    against: bool = False


class Rules:
    """All topics' words in one automaton; whole words only, in any script that has word borders."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        words: dict[str, list[Hit]] = {}
        for topic in topics:
            spoken = [*topic.keywords, *(tag for line in topic.hashtags for tag in line.split())]
            for against, listed in ((False, spoken), (True, list(topic.negatives))):
                for word in listed:
                    key = fold(word).strip()
                    if key:
                        hit = Hit(topic.name, key, against)
                        held = words.setdefault(f" {key} ", [])
                        if hit not in held:
                            held.append(hit)
        self._automaton = ahocorasick.Automaton()
        for key, hits in words.items():
            self._automaton.add_word(key, hits)
        if words:
            self._automaton.make_automaton()
        self._any = bool(words)

    def find(self, text: str) -> list[Hit]:
        """Every hit in `text`, in order, repeated words repeated."""
        if not self._any:
            return []
        return [hit for _, hits in self._automaton.iter(f" {fold(text)} ") for hit in hits]


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, every run of other signs one space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold())
