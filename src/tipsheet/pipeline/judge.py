"""From articles read to stories ranked: copies, topics, quality, stories, heat.

Everything that waits is judged in one batch, oldest first, and written in one
transaction; so however a run was cut, the next one comes to the same judgement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from tipsheet.pipeline.context import Run
from tipsheet.pipeline.settled import mark
from tipsheet.publication import CORRECTIONS
from tipsheet.publish import markdown
from tipsheet.records import (
    JUDGED,
    Article,
    ArticleState,
    Assignment,
    Changes,
    Correction,
    Rejected,
    Source,
    Story,
    TopicMatch,
)
from tipsheet.stages.classify import classify, train_topics
from tipsheet.stages.cluster import ClusterSettings, StoryState, cluster, settle, stories
from tipsheet.stages.dedupe import CopyMemory, dedupe, settle_copies
from tipsheet.stages.heat import HeatSettings, heat
from tipsheet.stages.score import score

ADOPTED = "adopted"  # the source id of articles that came as records, judged before us

_Memory = TypeVar("_Memory", CopyMemory, StoryState)

replace = msgspec.structs.replace


def judge(run: Run) -> None:
    """Judge what is staged, group it, and let every story cool to the run's hour."""
    publication, store = run.publication, run.store
    settings, corrections = publication.settings, publication.corrections
    staged = {s.article.id: s for s in store.articles_with("staged")} | _to_judge_again(run)
    run.progress("stories", 0, len(staged))

    copies = _remembered(run, "copies", CopyMemory)
    memory = "stories, embedded" if run.embedder else "stories"  # a window knows one kind of likeness only
    window = _remembered(run, memory, StoryState)

    waiting = _with_source_topics((s.article for s in staged.values()), settings.sources)
    on_topic, off_topic = _sorted(run, dedupe(waiting, copies, corrections=corrections))
    grouped = {i: s for i, s in run.grouped().items() if i not in staged}
    articles = _scored(run, {i: s.article for i, s in grouped.items()}, on_topic)
    limits = ClusterSettings(window_h=settings.stories.window_h)
    orders = (*_groups_of_records(run, on_topic), *corrections)
    # a copy follows what was there when it came, whatever is its origin
    placed = list(cluster(on_topic, window, limits, corrections=orders, embedder=run.embedder))

    before = [Assignment(article_id=i, story_id=s.story_id) for i, s in grouped.items()]
    assignments = [*before, *placed, *settle(window, articles)]
    built = stories(assignments, articles, corrections=corrections, redirects=window.redirects)
    half_lives = {t.name: t.half_life_h for t in publication.topics if t.half_life_h}
    ranked = tuple(
        heat(
            built,
            articles,
            run.now.replace(minute=0, second=0),  # cools by the hour: fewer changes, same order
            half_life_h=half_lives,
            corrections=corrections,
            settings=HeatSettings(half_life_h=settings.stories.half_life_h),
        )
    )
    _check_corrections(run, ranked, articles)
    copied = sum(a.copy_of is not None for a in articles.values())
    settled = mark(run, copies=copied, stories=len(ranked))
    run.apply(
        Changes(
            articles=(*_moved(ranked, articles, grouped), *_left_out(off_topic, staged)),
            stories=ranked,
            redirects=_emptied(before, ranked) | window.redirects,
            blobs={"copies": copies.to_bytes(), memory: window.to_bytes(), JUDGED: settled},
        )
    )
    run.rejected += off_topic
    run.counts["copies"] = copied
    run.counts["stories"] = len(ranked)
    run.progress("stories", len(staged), len(staged))


def _remembered(run: Run, name: str, kind: type[_Memory]) -> _Memory:
    """A stage's memory; one that an older version wrote in another form is begun anew."""
    blob = run.store.blob(name)
    if blob is None:
        return kind()
    try:
        return kind.from_bytes(blob)
    except msgspec.MsgspecError:
        run.note(f"the memory of {name} was written by another version and is begun anew")
        return kind()


def _to_judge_again(run: Run) -> dict[str, ArticleState]:
    """Articles whose topics an editor corrected since they were judged."""
    said = [c for c in run.publication.corrections if c.kind in ("topic", "not_topic")]
    states = run.store.articles(i for c in said for i in c.article_ids)
    last = {(i, c.topic): c.kind == "topic" for c in said for i in c.article_ids}
    again: dict[str, ArticleState] = {}
    for (article_id, topic), wanted in last.items():
        state = states.get(article_id)
        if state and state.status in ("grouped", "off_topic"):
            told = state.status == "grouped" and topic in {m.name for m in state.article.topics}
            if told != wanted:
                again[article_id] = replace(state, article=replace(state.article, topics=()))
    return again


def _sorted(run: Run, articles: Iterable[Article]) -> tuple[list[Article], list[Rejected]]:
    """On topic and off; an adopted record keeps the topics it came with."""
    publication = run.publication
    on_topic, others = _partition(articles)
    off_topic: list[Rejected] = []
    model = train_topics(_examples(run), publication.topics) if others else None
    judged = classify(
        others,
        publication.topics,
        model=model,
        root=publication.root.name,
        corrections=publication.corrections,
    )
    for result in judged:
        if isinstance(result, Rejected):
            off_topic.append(result)
        else:
            on_topic.append(result)
    on_topic.sort(key=_arrival)
    return on_topic, off_topic


def _examples(run: Run) -> Iterator[tuple[Article, tuple[str, ...]]]:
    """Articles whose topics a person gave: adopted records, edited records, corrected articles."""
    edited = {s.article_id: s for s in run.records().values() if "topics" in s.edited}
    said: dict[str, dict[str, bool]] = {}
    for correction in run.publication.corrections:
        if correction.kind in ("topic", "not_topic"):
            for article_id in correction.article_ids:
                said.setdefault(article_id, {})[correction.topic] = correction.kind == "topic"
    for state in run.store.articles_with("grouped", "off_topic"):
        article = state.article
        names = {match.name for match in article.topics} if state.status == "grouped" else set()
        if article.id in edited:
            record = edited[article.id]
            names = set(markdown.read(record.text, record.path).topics)
        elif article.source_id != ADOPTED and article.id not in said:
            continue
        for name, is_so in said.get(article.id, {}).items():
            (names.add if is_so else names.discard)(name)
        yield article, tuple(sorted(names))


def _partition(articles: Iterable[Article]) -> tuple[list[Article], list[Article]]:
    adopted: list[Article] = []
    others: list[Article] = []
    for article in articles:
        (adopted if article.source_id == ADOPTED else others).append(article)
    return adopted, others


def _arrival(article: Article) -> tuple[float, str]:
    at = article.published_at or article.fetched_at
    return (at.timestamp() if at else 0.0, article.id)


def _with_source_topics(articles: Iterable[Article], sources: Iterable[Source]) -> Iterator[Article]:
    """Give every article the topics its source always has."""
    given = {
        source.id: tuple(TopicMatch(name=name, evidence=(f"source {source.id}",)) for name in source.topics)
        for source in sources
        if source.topics
    }
    for article in articles:
        extra = given.get(article.source_id, ())
        yield replace(article, topics=(*article.topics, *extra)) if extra else article


def _scored(run: Run, grouped: dict[str, Article], new: Iterable[Article]) -> dict[str, Article]:
    """All articles by id, the groups of copies with their likeliest origin, quality where it is due.

    An adopted record keeps the quality it came with; another is scored when it is new, or when what it is
    a copy of has changed.
    """
    articles = grouped | {a.id: a for a in new}
    settled = {a.id: a for a in settle_copies(articles.values(), corrections=run.publication.corrections)}
    articles |= settled
    due = (
        a
        for i, a in articles.items()
        if (i not in grouped or i in settled) and (a.source_id != ADOPTED or a.quality is None)
    )
    return articles | {a.id: a for a in score(list(due), organizations=run.publication.organizations)}


def _groups_of_records(run: Run, articles: Iterable[Article]) -> Iterator[Correction]:
    """The stories that records of our own making tell in `related`, when the store was lost.

    A story's id comes from the article that founded it: the earliest. Records of the original say less
    (FORMAT.md section 2: its relation is loose), so they are grouped anew.
    """
    adopted = [a for a in articles if a.source_id == ADOPTED]
    if not adopted or run.publication.settings.publication.profile != "tipsheet":
        return
    by_url = {a.url: a.id for a in adopted}
    records = {s.article_id: s for s in run.records().values()}
    home = {a.id: a.id for a in adopted}
    for article in adopted:  # oldest first, so the earliest of a group gives its name
        state = records.get(article.id)
        told = markdown.read(state.text, state.path).related if state else ()
        group = {home[i] for i in (article.id, *(by_url.get(r.web_url or "") for r in told)) if i in home}
        first = min(group, key=[a.id for a in adopted].index)
        for member, name in home.items():
            if name in group:
                home[member] = first
    for member, name in home.items():
        yield Correction(kind="pin", story_id=f"s{name}", article_ids=(member,))


def _check_corrections(run: Run, stories: Iterable[Story], articles: Iterable[str]) -> None:
    """Name the corrections that speak of what is not there: a slip of the pen looks like success."""
    ids = {story.id for story in stories} | set(run.store.redirects())
    ids |= {old for story in stories for old in story.merged_from}
    known = set(articles)
    topics = {topic.name for topic in run.publication.topics}
    said = run.publication.corrections
    ids |= {c.story_id for c in said if c.kind == "merge"} & {c.story_id for c in said if c.kind != "merge"}
    unknown = {i for c in said for i in c.article_ids} - known
    unknown -= set(run.store.articles(unknown))
    for number, correction in enumerate(said, 1):
        where = f"{CORRECTIONS}, correction {number} ({correction.kind})"
        missing = [i for i in correction.article_ids if i in unknown]
        if correction.kind in ("pin", "hide", "retitle") and not correction.article_ids:
            missing += [i for i in (correction.story_id,) if i not in ids]
        if correction.topic and correction.topic not in topics:
            missing.append(correction.topic)
        if missing:
            run.problem(f"{where}: there is no {missing[0]!r}")


def _emptied(before: Iterable[Assignment], stories: Iterable[Story]) -> dict[str, str]:
    """Stories that lost their last article to other stories, as by a pin, and the one that took the most."""
    home = {article_id: story.id for story in stories for article_id in story.article_ids}
    standing = set(home.values())
    taken: dict[str, Counter[str]] = {}
    for said in before:
        if said.story_id not in standing and said.article_id in home:
            taken.setdefault(said.story_id, Counter())[home[said.article_id]] += 1
    return {old: max(sorted(new), key=new.__getitem__) for old, new in taken.items()}


def _moved(
    ranked: Iterable[Story], articles: dict[str, Article], grouped: dict[str, ArticleState]
) -> Iterator[ArticleState]:
    """The articles that are new in their story, or whose story changed its name."""
    for story in ranked:
        for article_id in story.article_ids:
            new = ArticleState(article=articles[article_id], status="grouped", story_id=story.id)
            if grouped.get(article_id) != new:
                yield new


def _left_out(off_topic: Iterable[Rejected], staged: dict[str, ArticleState]) -> Iterator[ArticleState]:
    for rejected in off_topic:
        yield replace(staged[rejected.id], status="off_topic", reason=rejected.detail or rejected.reason)
