"""Tip sheets: facts read from what was written, put together by whom they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from tipsheet.pipeline.context import Run
from tipsheet.pipeline.rates import daily_rates
from tipsheet.records import Article, Changes, Fact, FactsState, SheetDocument, TipSheet
from tipsheet.stages.compare import compare
from tipsheet.stages.facts import document_of, facts
from tipsheet.stages.sheet import Kind, Origin, build_sheet, is_person, parties, whole_names

READER = "1"  # raised when the rules change enough that old articles should be read again
BATCH = 64
LEAST_FACTS = 4  # that a sheet of its own needs, from
LEAST_DOCUMENTS = 2
LEAST_SHOWN = 3  # sure enough to be listed
LEAST_KINDS = 2  # of facts, quotations left aside
LEAST_HEARD = 4  # documents about a person of whom only a post and words are told
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
    """A sheet for everyone of whom several documents tell several facts, the most told of first.

    A sheet gathers all that is held about its subject: its own facts, and those in which it is the other
    party or the holder of a post.
    """
    held = [
        fact
        for article_id, state in sorted(run.store.facts().items())
        if article_id in articles
        for fact in state.facts
        if articles[article_id].text[fact.quote_span.start : fact.quote_span.end] == fact.quote
    ]
    whole = whole_names(Counter(party for fact in held for party in parties(fact)))
    told: dict[str, dict[str, Fact]] = {}
    for fact in held:
        for party in parties(fact):
            told.setdefault(whole[party], {})[fact.id] = fact
    worthy = []
    for subject, found in told.items():
        documents = {f.doc_id for f in found.values()}
        if len(documents) >= LEAST_DOCUMENTS and len(found) >= LEAST_FACTS:
            worthy.append((len(documents), len(found), subject))
    worthy.sort(key=lambda w: (-w[0], -w[1], w[2]))
    origins = {i: origin_of(articles[i]) for i in {f.doc_id for f in held}}
    made = (
        _sheet(subject, list(told[subject].values()), whole, origins)
        for _, _, subject in worthy[:MOST_SHEETS]
    )
    return tuple(_one_each(sheet for sheet in made if _is_worth(sheet)))


def _is_worth(sheet: TipSheet) -> bool:
    """Whether a sheet tells enough, and more than what its subject said or which post it holds."""
    told = {f.predicate for f in sheet.facts if f.predicate != "quote_said"}
    if sheet.kind == "person":
        several = len(told - {"ceo", "chair"}) >= LEAST_KINDS or len(sheet.documents) >= LEAST_HEARD
        return bool(told) and several and len(sheet.facts) >= LEAST_SHOWN
    return len(told) >= LEAST_KINDS and len(sheet.facts) >= LEAST_SHOWN


def _sheet(
    subject: str, held: list[Fact], whole: Mapping[str, str], origins: Mapping[str, Origin]
) -> TipSheet:
    aliases = tuple(sorted(name for name, full in whole.items() if full == subject and name != subject))
    kind: Kind = "person" if is_person(subject, held) else "company"
    return build_sheet(subject, held, compare(held, rates=daily_rates()), origins, kind=kind, aliases=aliases)


def _one_each(sheets: Iterable[TipSheet]) -> Iterator[TipSheet]:
    """The first of sheets that share an id: two spellings of one name."""
    seen: set[str] = set()
    for sheet in sheets:
        if sheet.id not in seen:
            seen.add(sheet.id)
            yield sheet


def origin_of(article: Article) -> Origin:
    """Where an article comes from, for counting independent voices."""
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
