"""Tip sheets: facts read from what was written, put together by whom they are about."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from tipsheet.pipeline.context import Run
from tipsheet.pipeline.rates import daily_rates
from tipsheet.records import (
    Article,
    Changes,
    Fact,
    FactsState,
    SheetDocument,
    Story,
    SummarySentence,
    TipSheet,
    Topic,
)
from tipsheet.stages.compare import compare
from tipsheet.stages.sheet import Kind, Origin, build_sheet, is_person, parties, whole_names
from tipsheet.stages.summarize import summarize

READER = "1"  # raised when the rules change enough that old articles should be read again
BATCH = 64
LEAST_FACTS = 4  # that a sheet of its own needs, from
LEAST_DOCUMENTS = 2
LEAST_SHOWN = 3  # sure enough to be listed
LEAST_KINDS = 2  # of facts, quotations left aside
LEAST_HEARD = 4  # documents about a person of whom only a post and words are told
LEAST_TOLD = 4  # by the sheet of a story or topic
MOST_SHEETS = 60
MOST_STORIES = 20
MOST_EARLIER = 60  # facts kept of an article's former texts
DAY = timedelta(hours=24)
SUMMARIES = 200  # stories that get one, of
SUMMED_UP = 12  # articles at most

replace = msgspec.structs.replace


def read_facts(run: Run) -> None:
    """Read the facts of every article on topic that was not read yet; in the runner: strangers' texts."""
    known = run.store.facts()
    waiting = [
        state.article
        for state in run.grouped().values()
        if state.article.text and not _is_read(known.get(state.article.id), state.article)
    ]
    run.progress("facts", 0, len(waiting))
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        found = list(run.runner.map(_facts_of, batch))
        # A text that killed its worker has no facts.
        states = (
            FactsState(
                article_id=a.id,
                reader=READER,
                facts=f if isinstance(f, tuple) else (),
                text_key=_text_key(a),
                earlier=_earlier(known.get(a.id), a),
            )
            for a, f in zip(batch, found, strict=True)
        )
        run.store.apply(Changes(facts=tuple(states)))
        run.progress("facts", start + len(batch), len(waiting))


def _is_read(state: FactsState | None, article: Article) -> bool:
    return state is not None and state.reader == READER and state.text_key == _text_key(article)


def _text_key(article: Article) -> str:
    return hashlib.blake2s(article.text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _earlier(state: FactsState | None, article: Article) -> tuple[Fact, ...]:
    """What the article said before its publisher changed it: facts whose words stand in it no more."""
    if state is None:
        return ()
    gone = [
        replace(f, id=f"{f.id}@{state.text_key[:8]}")  # ids number the facts of one text
        for f in state.facts
        if f.quote not in article.text
    ]
    return tuple((*state.earlier, *gone)[-MOST_EARLIER:])


def _facts_of(article: Article) -> tuple[Fact, ...]:
    from tipsheet.stages.facts import document_of, facts  # the press, which builds sheets, does without

    return tuple(f for f in facts([document_of(article)]) if isinstance(f, Fact))


def make_sheets(
    run: Run,
    articles: Mapping[str, Article],
    shown: Sequence[Story] = (),
    topics: Sequence[Topic] = (),
) -> tuple[TipSheet, ...]:
    """The sheets of an edition: everyone of whom several documents tell several facts, the most told of
    first, then the stories (`shown`, most important first) and the newest day of each topic that tell enough.

    A subject's sheet gathers all that is held about it: its own facts, and those in which it is the other
    party or the holder of a post.
    """
    states = [(i, state) for i, state in sorted(run.store.facts().items()) if i in articles]
    held = [
        fact
        for i, state in states
        for fact in state.facts
        if articles[i].text[fact.quote_span.start : fact.quote_span.end] == fact.quote
    ]
    former = [fact for _, state in states for fact in state.earlier]
    origins = {i: origin_of(articles[i]) for i in {f.doc_id for f in held}}
    told: dict[str, list[Fact]] = {}
    for fact in held:
        told.setdefault(fact.doc_id, []).append(fact)
    made = [*_of_subjects(held, former, origins), *_of_stories(shown, articles, told, origins)]
    made += _of_topics(shown, articles, topics, told, origins)
    return tuple(_one_each(made))


def _of_subjects(held: list[Fact], former: list[Fact], origins: Mapping[str, Origin]) -> Iterator[TipSheet]:
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
    for _, _, subject in worthy[:MOST_SHEETS]:
        sheet = _sheet(subject, list(told[subject].values()), former, whole, origins)
        if _is_worth(sheet):
            yield sheet


def _of_stories(
    shown: Sequence[Story],
    articles: Mapping[str, Article],
    told: Mapping[str, list[Fact]],
    origins: Mapping[str, Origin],
) -> Iterator[TipSheet]:
    made = 0
    for story in shown:
        found = [f for i in story.article_ids for f in told.get(i, ())]
        if made >= MOST_STORIES or len({f.doc_id for f in found}) < LEAST_DOCUMENTS:
            continue
        name = story.title or articles[story.article_ids[0]].title
        sheet = build_sheet(name, found, compare(found, rates=daily_rates()), origins, kind="story")
        if _tells(sheet) >= LEAST_TOLD:
            made += 1
            yield replace(sheet, id=f"story-{story.id}")


def _of_topics(
    shown: Sequence[Story],
    articles: Mapping[str, Article],
    topics: Sequence[Topic],
    told: Mapping[str, list[Fact]],
    origins: Mapping[str, Origin],
) -> Iterator[TipSheet]:
    for topic in topics:
        stories = [s for s in shown if topic.name in s.topics and s.last_at]
        latest = max((s.last_at for s in stories if s.last_at), default=None)
        if latest is None:
            continue
        ids = {i for s in stories for i in s.article_ids if _is_of_day(articles.get(i), latest)}
        found = [f for i in sorted(ids) for f in told.get(i, ())]
        name = f"{topic.name}, {latest:%-d %B %Y}"
        sheet = build_sheet(name, found, compare(found, rates=daily_rates()), origins, kind="topic")
        if _tells(sheet) >= LEAST_TOLD and len(sheet.documents) >= LEAST_DOCUMENTS:
            yield replace(sheet, id=f"topic-{topic.slug}")


def _is_of_day(article: Article | None, latest: datetime) -> bool:
    at = article.published_at if article else None
    return at is not None and latest - DAY <= at <= latest


def _tells(sheet: TipSheet) -> int:
    """How many things a sheet tells, quotations left aside."""
    return sum(f.predicate not in ("quote_said", "ceo", "chair") for f in sheet.facts)


def _is_worth(sheet: TipSheet) -> bool:
    """Whether a sheet tells enough, and more than what its subject said or which post it holds."""
    told = {f.predicate for f in sheet.facts if f.predicate != "quote_said"}
    if sheet.kind == "person":
        several = len(told - {"ceo", "chair"}) >= LEAST_KINDS or len(sheet.documents) >= LEAST_HEARD
        return bool(told) and several and len(sheet.facts) >= LEAST_SHOWN
    return len(told) >= LEAST_KINDS and len(sheet.facts) >= LEAST_SHOWN


def _sheet(
    subject: str,
    held: list[Fact],
    former: list[Fact],
    whole: Mapping[str, str],
    origins: Mapping[str, Origin],
) -> TipSheet:
    aliases = tuple(sorted(name for name, full in whole.items() if full == subject and name != subject))
    kind: Kind = "person" if is_person(subject, held) else "company"
    return build_sheet(
        subject, held, compare(held, rates=daily_rates()), origins, kind=kind, aliases=aliases, former=former
    )


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


def summaries(
    shown: Sequence[Story], articles: Mapping[str, Article]
) -> dict[str, tuple[SummarySentence, ...]]:
    """Story id -> three sentences of different publishers, for the stories several of them tell."""
    found = {}
    for story in shown[:SUMMARIES]:
        held = [articles[i] for i in story.article_ids if i in articles and not articles[i].copy_of]
        if len({a.provider.domain if a.provider else a.site_name for a in held}) > 1:
            made = summarize(held[:SUMMED_UP])
            if len(made) > 1:
                found[story.id] = made
    return found
