"""Which of many words a text holds, asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterable

import ahocorasick


class Stems:
    """Groups of words or parts of words, found in one pass over a text (an Aho-Corasick automaton)."""

    def __init__(self, groups: Iterable[tuple[int, Iterable[str]]]) -> None:
        """`groups`: (bits, lower-case words that raise them); a word may stand in several."""
        merged: dict[str, int] = {}
        for bits, words in groups:
            for word in words:
                merged[word] = merged.get(word, 0) | bits
        self.automaton = ahocorasick.Automaton()
        for word, bits in merged.items():
            self.automaton.add_word(word, bits)
        self.automaton.make_automaton()

    def bits(self, lower: str) -> int:
        """The bits of every group that has a word in the lower-cased text."""
        bits = 0
        for _, raised in self.automaton.iter(lower):
            bits |= raised
        return bits
