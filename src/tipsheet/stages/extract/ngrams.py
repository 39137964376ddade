"""Which language words are in, by the n-gram table of `eld` (Nito T.M., Apache-2.0).

The table is read as data: eld's own loader has Python compile it as source code, which takes 470 MB and more
than a second wherever no bytecode is kept. The score is eld's. Measured in docs/decisions/022-metadata.md.
"""

from __future__ import annotations

import re
from array import array
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
import numpy.typing as npt
from eld.resources.avg_score import avg_score

_TABLE = "resources/ngrams/ngramsM60.py"
_LANGUAGE = re.compile(r"(\d+): '(\w+)'")
_ENTRY = re.compile(r"""b(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"):\{([\d:,]+)\}""")
_LEAST_ENTRIES = 50_000
_NOT_A_LETTER = re.compile(r"[^\w'`’]+|[\d_]+")
_MAX_CHARS, _MAX_BYTES = 1000, 350
_MAX_WORD = 70  # bytes
_SCALE = 13_200.0
_RELIABLE = 0.24  # of the language's usual score
_LEAD = 0.01
_FAR = 0.25  # of the score


class Guess(msgspec.Struct, frozen=True):
    """The most likely language of a text."""

    language: str  # ISO 639-1, "" when nothing of the text is in the table
    reliable: bool


class Table(msgspec.Struct, frozen=True):
    """Every n-gram (at most 8 bytes, as one number, sorted) with the languages that use it."""

    languages: list[str]
    grams: npt.NDArray[np.uint64]  # [n]
    first: npt.NDArray[np.int64]  # [n + 1], where each n-gram's languages start
    language: npt.NDArray[np.uint8]  # [m]
    frequency: npt.NDArray[np.float32]  # [m]


@cache
def table() -> Table:
    """The table of the installed eld. Raises RuntimeError when that release keeps it in another form."""
    try:
        source = files("eld").joinpath(_TABLE).read_text("utf-8")
    except OSError:
        source = ""
    head, _, body = source.partition('"ngrams"')
    languages = [code for _, code in _LANGUAGE.findall(head)]
    grams, counts, language, frequency = array("Q"), array("L"), array("B"), array("L")
    for entry in _ENTRY.finditer(body):
        grams.append(_number((entry[1] or entry[2]).encode().decode("unicode_escape").encode("latin-1")))
        pairs = entry[3].split(",")
        counts.append(len(pairs))
        for pair in pairs:
            code, _, times = pair.partition(":")
            language.append(int(code))
            frequency.append(int(times))
    if len(grams) < _LEAST_ENTRIES or not languages or max(language) >= len(languages):
        raise RuntimeError("eld: its n-gram table has another form; install eld 1.0.6")
    return _sorted(languages, np.array(grams), np.array(counts), np.array(language), np.array(frequency))


def _sorted(
    languages: list[str],
    grams: npt.NDArray[np.uint64],
    counts: npt.NDArray[np.uint64],
    language: npt.NDArray[np.uint8],
    frequency: npt.NDArray[np.uint64],
) -> Table:
    order = np.argsort(grams, kind="stable")
    starts = np.cumsum(counts) - counts
    pick = _ranges(starts[order].astype(np.int64), counts[order].astype(np.int64))
    return Table(
        languages=languages,
        grams=grams[order],
        first=np.concatenate(([0], np.cumsum(counts[order]))).astype(np.int64),
        language=language[pick],
        frequency=frequency[pick].astype(np.float32),
    )


def _ranges(starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """start, start + 1, … for each range, one after the other."""
    before = np.cumsum(counts) - counts
    steps: npt.NDArray[np.int64] = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return steps


def _number(gram: bytes) -> int:
    return int.from_bytes(gram, "big")


def guess(text: str) -> Guess:
    """The language of `text`; its first 350 bytes count."""
    found, times, total = _grams(text)
    known = table()
    at = np.minimum(np.searchsorted(known.grams, found), len(known.grams) - 1)
    hit = known.grams[at] == found
    at, mine = at[hit], times[hit] / max(total, 1) * _SCALE
    if not len(at):
        return Guess("", False)
    count = known.first[at + 1] - known.first[at]
    pick = _ranges(known.first[at], count)
    # the fewer languages use it the more it says
    weight = np.where(count == 1, 27.0, np.where(count < 16, (16 - count) / 2 + 1, 1.0))
    ours, theirs = np.repeat(mine, count), known.frequency[pick]
    agreement = np.minimum(ours, theirs) / np.maximum(ours, theirs)
    score = np.bincount(
        known.language[pick], agreement * np.repeat(weight, count) + 2, minlength=len(known.languages)
    ) / (len(found) * 3.2)
    best = int(np.argmax(score))
    code, first, second = known.languages[best], score[best], np.partition(score, -2)[-2]
    lead = first - second
    # eld's measure falls as a text grows, so a long one may also lead by far
    sure = first / len(found) >= avg_score[code] * _RELIABLE or lead >= _FAR * first
    return Guess(code, bool(len(found) >= 3 and lead >= _LEAD and sure))


def _grams(text: str) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.float64], int]:
    """The text's n-grams without repeats, how often each occurs, and their number with repeats."""
    words = _NOT_A_LETTER.sub(" ", text[:_MAX_CHARS]).strip().lower().encode("utf-8", "replace")
    if len(words) > _MAX_BYTES:
        end = words.find(b" ", _MAX_BYTES)
        words = words[: min(_MAX_BYTES + 30, end if end > 0 else _MAX_BYTES)]
    counted: dict[bytes, int] = {}
    total = 0
    for word in words.split():
        for gram in _of_word(word[:_MAX_WORD]):
            counted[gram] = counted.get(gram, 0) + 1
            total += 1
    grams = np.fromiter(map(_number, counted), np.uint64, len(counted))
    return grams, np.fromiter(counted.values(), np.float64, len(counted)), total


def _of_word(word: bytes) -> list[bytes]:
    """Four bytes from every third on, and the last four; a space marks the word's start and end."""
    size = len(word)
    made = [(b" " if at == 0 else b"") + word[at : at + 4] for at in range(0, size - 4, 3)]
    tail = word if size <= 4 else word[-4:]
    return [*made, (b"" if made else b" ") + tail + b" "]
