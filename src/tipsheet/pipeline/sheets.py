"""Tip sheets: facts read from what was written, put together by whom they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from tipsheet.pipeline.context import Run
from tipsheet.records import Article, Changes, Fact, FactsState, SheetDocument, TipSheet
from tipsheet.stages.compare import compare
from tipsheet.stages.facts import document_of, facts
from tipsheet.stages.sheet import Origin, build_sheet

READER = "1"  # raised when the rules change enough that old articles should be read again
BATCH = 64
LEAST_FACTS = 4  # that a sheet of its own needs, from
LEAST_DOCUMENTS = 2
LEAST_SHOWN = 3  # sure enough to be listed
MOST_SHEETS = 60

replace = msgspec.structs.replace


def read_facts(run: Run) -> None:
    """Read the facts of every article on topic that was not read yet; in the runner: strangers' texts."""
    known = run.store.facts()
    waiting = [
        state.article
        for state in run.store.articles_with("grouped")
        if state.article.text and (state.article.id not in known or known[state.article.id].reader != READER)
    ]
    run.progress("facts", 0, len(waiting))
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        found = list(run.runner.map(_facts_of, batch))
        # A text that killed its worker has no facts.
        states = (
            FactsState(article_id=a.id, reader=READER, facts=f if isinstance(f, tuple) else ())
            for a, f in zip(batch, found, strict=True)
        )
        run.store.apply(Changes(facts=tuple(states)))
        run.progress("facts", start + len(batch), len(waiting))


def _facts_of(article: Article) -> tuple[Fact, ...]:
    return tuple(f for f in facts([document_of(article)]) if isinstance(f, Fact))


def make_sheets(run: Run, articles: Mapping[str, Article]) -> tuple[TipSheet, ...]:
    """A sheet for everyone of whom several documents tell several facts, the most told of first."""
    held = [
        fact
        for article_id, state in sorted(run.store.facts().items())
        if article_id in articles
        for fact in state.facts
        if articles[article_id].text[fact.quote_span.start : fact.quote_span.end] == fact.quote
    ]
    told: dict[str, list[Fact]] = {}
    whole = _whole_names(Counter(fact.subject for fact in held))
    for fact in held:
        told.setdefault(whole[fact.subject], []).append(fact)
    worthy = [
        (len({f.doc_id for f in found}), len(found), subject)
        for subject, found in told.items()
        if len(found) >= LEAST_FACTS and len({f.doc_id for f in found}) >= LEAST_DOCUMENTS
    ]
    worthy.sort(key=lambda w: (-w[0], -w[1], w[2]))
    origins = {i: _origin(articles[i]) for i in {f.doc_id for f in held}}
    made = (_sheet(subject, told[subject], whole, origins) for _, _, subject in worthy[:MOST_SHEETS])
    return tuple(_one_each(sheet for sheet in made if len(sheet.facts) >= LEAST_SHOWN))


def _sheet(
    subject: str, held: list[Fact], whole: Mapping[str, str], origins: Mapping[str, Origin]
) -> TipSheet:
    aliases = tuple(sorted(name for name, full in whole.items() if full == subject and name != subject))
    return build_sheet(subject, held, compare(held), origins, aliases=aliases)


def _whole_names(counts: Mapping[str, int]) -> dict[str, str]:
    """Each name and the longer name it is short for; itself when there is none, or no clear one.

    Of several longer names that hold all its words, the fullest of a chain ("Moonpull", "Moonpull Energy",
    "Moonpull Energy Group plc") is meant, else the one with three quarters of all that is told of them.
    """
    words = {name: name.casefold().split() for name in counts}
    whole: dict[str, str] = {}
    for name in sorted(counts):
        longer = [n for n in counts if n != name and _inside(words[name], words[n])]
        whole[name] = _meant(name, longer, words, counts)
    return {name: whole[full] for name, full in whole.items()}


def _meant(name: str, longer: list[str], words: Mapping[str, list[str]], counts: Mapping[str, int]) -> str:
    if not longer:
        return name
    longer.sort(key=lambda n: (len(words[n]), counts[n], n))
    fullest = longer[-1]
    if all(n == fullest or _inside(words[n], words[fullest]) for n in longer):
        return fullest
    best = max(longer, key=lambda n: (counts[n], n))
    return best if counts[best] * 4 >= 3 * sum(counts[n] for n in longer) else name


def _inside(short: list[str], long: list[str]) -> bool:
    size = len(short)
    return size < len(long) and any(long[i : i + size] == short for i in range(len(long) - size + 1))


def _one_each(sheets: Iterable[TipSheet]) -> Iterator[TipSheet]:
    """The first of sheets that share an id: two spellings of one name."""
    seen: set[str] = set()
    for sheet in sheets:
        if sheet.id not in seen:
            seen.add(sheet.id)
            yield sheet


def _origin(article: Article) -> Origin:
    provider = article.provider
    document = SheetDocument(
        id=article.id,
        title=article.title,
        url=article.url,
        provider=(provider.name if provider else "") or article.site_name,
        published_at=article.published_at,
    )
    return Origin(
        document=document,
        copy_of=article.copy_of.article_id if article.copy_of else "",
        family=provider.family if provider else "",
    )
