"""Reading facts, on one core and without a model: `python benchmarks/facts.py [--megabytes 1] [--text FILE...]`.

Speed is characters of text a second of this process's CPU time (1 MB = 1,000,000 characters), so that other
work on the machine counts little. Two kinds of invented text, because the rules work only where there is
something to find: dense (every sentence states a fact, as in a results announcement) and plain (one sentence in
five does, as on a news page). `--text` measures files of your own as well.

Each way reads the same documents:

- ours: `tipsheet.stages.facts.facts`, whole: subjects, periods, measures, quotations, gate
- patterns alone: amounts, percentages and dates by three regular expressions, with no idea whose they are
- dateparser: `search_dates`, the dates only, on a hundredth of the text
- spaCy: a blank English pipeline with `sentencizer`: words and sentences only, no facts

Peers are installed by hand: `pip install dateparser spacy` (no model is downloaded). A peer that is absent is
left out of the table. Goal: at least 0.5 MB/s on plain text.
"""

# ruff: noqa: E501 (a sentence or a pattern is read whole)

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tipsheet.records import Fact
from tipsheet.stages.facts import Document, facts

_NAMES = ("Orvane", "Corvane", "Halden", "Merrow", "Glasmere", "Tessary", "Brightwell", "Kestrel")
_PEOPLE = ("Marta Lind", "Helen Marsh", "Jon Aske", "Dana Ortiz", "Samuel Ngo", "Laura Finch")
_FACTS = (
    "{name} plc said revenue rose to ${a}.{b} billion in {year}, from ${c}.{b} billion a year earlier.",
    "Net loss for the third quarter was {a}{b} million euros, compared with {c}{b} million in the same quarter of {year}.",
    "{person}, chief executive of {name}, said: “We did what we set out to do, and a little more.”",
    "The company, founded in {year} and based in Bergen, employs {a},{b}00 people.",
    "{name} agreed to buy {other} for ${a}{b} million in cash, and owns {c}% of it already.",
    "On {month} {c}, {year}, {name} filed for an initial public offering of up to ${a} billion.",
    "{name} named {person} as its chief financial officer, effective {month} {c}.",
)
_PLAIN = (
    "Nobody in the town had expected the weather to turn so early in the season.",
    "Those who had come to listen stayed until the lights went out, and then some of them sang.",
    "It is a long road from the harbour to the hills, and most of it goes upwards.",
    "What happens next depends on people who have not yet been asked what they think.",
    "The paint on the old ferry has come off in places, and the rest is a matter of opinion.",
    "She kept her notes in a tin, in no order that anyone else could make out.",
)
_MONTHS = ("January", "March", "May", "August", "October")


def texts(megabytes: float, plain: int, seed: int = 7) -> list[Document]:
    """Invented documents of about 3,000 characters; of `plain` + 1 sentences one states a fact."""
    chance = random.Random(seed)
    made: list[Document] = []
    total = 0
    while total < megabytes * 1e6:
        name, other = chance.sample(_NAMES, 2)
        parts: list[str] = []
        while sum(map(len, parts)) < 3000:
            parts += chance.choices(_PLAIN, k=plain)
            told = {"a": chance.randint(1, 9), "b": chance.randint(1, 9), "c": chance.randint(2, 28)}
            when = {"year": chance.randint(1990, 2024), "month": chance.choice(_MONTHS)}
            parts.append(
                chance.choice(_FACTS).format(
                    name=name, other=other, person=chance.choice(_PEOPLE), **told, **when
                )
            )
        text = "\n\n".join(" ".join(parts[i : i + 4]) for i in range(0, len(parts), 4))
        made.append(
            Document(doc_id=str(len(made)), title=f"{name} in figures", text=text, published="2025-02-20")
        )
        total += len(text)
    return made


def ours(documents: Iterable[Document]) -> int:
    """How many facts are found."""
    return sum(isinstance(found, Fact) for found in facts(documents))


_PATTERNS = tuple(
    re.compile(p)
    for p in (
        r"[$€£]\s?\d[\d,.]*\s?(?:million|billion|thousand)?|\d[\d,.]*\s(?:million |billion )?(?:euros|dollars|pounds)",
        r"\d[\d.]*\s?(?:%|percent|per cent)",
        r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s\d{1,2}(?:,\s\d{4})?|\b(?:19|20)\d\d\b",
    )
)


def patterns_alone(documents: Iterable[Document]) -> int:
    """How many amounts, percentages and dates are found."""
    return sum(len(p.findall(d.text)) for d in documents for p in _PATTERNS)


def peers() -> dict[str, tuple[float, Callable[[Iterable[Document]], int]]]:
    """Name -> the part of the text it gets, and the way; only those installed."""
    found: dict[str, tuple[float, Callable[[Iterable[Document]], int]]] = {}
    try:
        from dateparser.search import search_dates

        found["dateparser, dates only"] = (
            0.01,
            lambda ds: sum(len(search_dates(d.text, languages=["en"]) or ()) for d in ds),
        )
    except ImportError:
        pass
    try:
        import spacy  # type: ignore[import-not-found, unused-ignore]

        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        nlp.max_length = 10_000_000
        found["spaCy blank, sentences only"] = (
            1.0,
            lambda ds: sum(1 for d in ds for _ in nlp(d.text).sents),
        )
    except ImportError:
        pass
    return found


def speed(way: Callable[[Iterable[Document]], int], documents: list[Document]) -> tuple[float, int]:
    """(megabytes a second of CPU, what was found); the best of three rounds."""
    size = sum(len(d.text) for d in documents)
    way(documents[:2])
    best, found = float("inf"), 0
    for _ in range(3):
        start = time.process_time()
        found = way(documents)
        best = min(best, time.process_time() - start)
    return size / 1e6 / best, found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--megabytes", type=float, default=1.0)
    asked.add_argument("--text", type=Path, nargs="*", default=[])
    told = asked.parse_args()
    corpora = {"plain": texts(told.megabytes, plain=4), "dense": texts(told.megabytes, plain=0)}
    if told.text:
        corpora["given"] = [Document(doc_id=p.name, text=p.read_text("utf-8", "replace")) for p in told.text]
    for kind, documents in corpora.items():
        mine, found = speed(ours, documents)
        print(f"\n{kind}: {sum(len(d.text) for d in documents) / 1e6:.2f} MB in {len(documents)} documents")
        print(f"{'way':32} {'MB/s':>9} {'found':>9} {'ours is':>14}")
        print(f"{'tipsheet facts':32} {mine:9.3f} {found:9,}")
        ways = {"patterns alone": (1.0, patterns_alone), **peers()}
        for name, (part, way) in ways.items():
            some = documents[: max(1, int(len(documents) * part))]
            rate, count = speed(way, some)
            ratio = f"{mine / rate:.1f} x faster" if mine >= rate else f"{rate / mine:.1f} x slower"
            print(f"{name:32} {rate:9.3f} {count:9,} {ratio:>14}")


if __name__ == "__main__":
    main()
