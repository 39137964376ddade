"""From the sources to articles: visit, find links, fetch pages, extract."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import msgspec

from tipsheet import urls
from tipsheet.config import FILE_NAME
from tipsheet.errors import FetchError
from tipsheet.pipeline.context import Run
from tipsheet.records import (
    Article,
    ArticleState,
    Changes,
    Discovery,
    Link,
    LinkState,
    Page,
    Provider,
    Rejected,
    SiteRules,
    Source,
    SourceState,
)
from tipsheet.stages.discover import discover
from tipsheet.stages.extract import extract
from tipsheet.stages.schedule import SourceVisit, next_visit

MAX_DEPTH = 3  # of documents that lead to documents: a site -> its sitemap index -> a sitemap
MAX_CHILDREN = 50  # documents one document may lead to
MAX_ATTEMPTS = 3  # at one page, over runs
BATCH = 24  # pages extracted and written at a time

replace = msgspec.structs.replace


# ------------------------------------------------------------------------- sources


async def visit_sources(
    run: Run, sources: tuple[Source, ...] | None, links: tuple[Link, ...], everything_due: bool
) -> None:
    """Ask every source that is due; new links and the source's state are written together."""
    chosen = run.publication.settings.sources if sources is None else sources
    states = run.store.source_states()
    due = [s for s in chosen if everything_due or _is_due(states.get(s.id), run)]
    run.count("sources", len(chosen))
    if not chosen and not links:
        run.note(f"there is no source yet: add a [[source]] to {run.publication.folder / FILE_NAME}")
    done = 0
    run.progress("sources", 0, len(due))

    async def one(source: Source) -> None:
        nonlocal done
        state = states.get(source.id) or SourceState(source_id=source.id, url=source.url)
        await _visit(run, source, state)
        done += 1
        run.progress("sources", done, len(due))

    await asyncio.gather(*(one(source) for source in due))
    if links:
        _meet(run, None, links)


def _is_due(state: SourceState | None, run: Run) -> bool:
    if state is None:
        return True
    return state.status != "retired" and (state.next_fetch_at is None or state.next_fetch_at <= run.now)


async def _visit(run: Run, source: Source, state: SourceState) -> None:
    found: list[Discovery] = []
    try:
        page = await run.fetcher.fetch(
            state.url or source.url, etag=state.etag, last_modified=state.last_modified, kind="feed"
        )
    except FetchError as error:
        answer = _answer_in(error)
        visit = SourceVisit(
            at=run.now,
            status=answer.status if answer else None,
            headers=answer.headers if answer else (),
            reason=error.reason,
            problem=str(error),
        )
        if error.reason != "not_archived":
            run.count("sources_failed")
            run.problem(f"source {source.url}: {error}")
        _meet(run, next_visit(state, visit), ())
        return
    if page.status != 304:
        problem = await _read_source(run, source, page, found, depth=0)
        if problem:
            run.count("sources_failed")
            run.problem(f"source {source.url}: {problem.detail or problem.reason}")
            _meet(run, next_visit(state, _visit_of(run, page, (), problem.detail or problem.reason)), ())
            return
    links = tuple(link for discovery in found for link in discovery.links)
    for discovery in found:
        for line in discovery.cut:
            run.problem(f"source {discovery.url}: {line}")
    hints = {k: v for discovery in reversed(found) for k, v in discovery.hints.items()}
    _meet(run, next_visit(state, _visit_of(run, page, links, hints=hints)), links)


async def _read_source(
    run: Run, source: Source, page: Page, found: list[Discovery], depth: int
) -> Rejected | None:
    """Read one source document and the documents it leads to; the problem of the first, if any."""
    result = next(iter(discover([(source, page)], run.plugins.sources)))
    if isinstance(result, Rejected):
        return result
    found.append(result)
    if depth >= MAX_DEPTH:
        return None
    if len(result.children) > MAX_CHILDREN:
        left = len(result.children) - MAX_CHILDREN
        run.problem(f"source {page.final_url}: {left} of its {len(result.children)} documents were left out")
    for child in result.children[:MAX_CHILDREN]:
        try:
            answer = await run.fetcher.fetch(child, kind="feed")
        except FetchError as error:
            if error.reason != "not_archived":
                run.problem(f"source {child}: {error}")
            continue
        problem = await _read_source(run, replace(source, kind="auto"), answer, found, depth + 1)
        if problem:
            run.problem(f"source {child}: {problem.detail or problem.reason}")
    return None


def _visit_of(
    run: Run, page: Page, links: Sequence[Link], problem: str = "", hints: dict[str, str] | None = None
) -> SourceVisit:
    return SourceVisit(
        at=run.now,
        status=page.status,
        headers=page.headers,
        moved_to=page.moved_permanently_to,
        problem=problem,
        published=tuple(link.published_at for link in links if link.published_at),
        hints=hints or {},
    )


def _meet(run: Run, state: SourceState | None, links: Sequence[Link]) -> None:
    """Decide which links are new or changed; write them with the source's state."""
    fresh = tuple(_decide_links(run, links)) if links else ()
    run.count("links", len(fresh))
    new = state if state is None or not links else _changed(run, state, fresh)
    run.store.apply(Changes(sources=(new,) if new else (), links=fresh))


def _changed(run: Run, state: SourceState, fresh: Sequence[LinkState]) -> SourceState:
    return replace(state, last_changed_at=run.now) if fresh else state


def _decide_links(run: Run, links: Sequence[Link]) -> Iterator[LinkState]:
    """New links, and known entries whose title or update time moved (an update, not a new item)."""
    keyed = {urls.article_id(link.url): link for link in reversed(links)}
    by_key = run.store.links_known(keyed)
    source_id = links[0].source_id
    by_entry = run.store.entries_known(source_id, (link.entry_id for link in links if link.entry_id))
    limit = run.publication.settings.fetch.max_age_days
    oldest = run.now - timedelta(days=limit) if limit else None
    for key, link in keyed.items():
        known = by_key.get(key) or by_entry.get(link.entry_id)
        if known is None:
            late = oldest and link.published_at and link.published_at < oldest
            yield LinkState(
                key=key,
                link=link,
                status="rejected" if late else "new",
                reason="too_old" if late else "",
                run_id=run.run_id,
            )
        elif known.link.source_id == source_id and known.status == "done" and _moved(known.link, link):
            # The first address stays the identity, whatever the feed says now.
            yield replace(known, link=replace(link, url=known.link.url), status="new", run_id=run.run_id)


def _moved(old: Link, new: Link) -> bool:
    if new.updated_at and old.updated_at:
        return new.updated_at > old.updated_at
    return bool(new.title and old.title and new.title != old.title)


# -------------------------------------------------------------------------- articles


async def read_articles(run: Run) -> None:
    """Fetch the page of every waiting link and make its article; batches are written as they come."""
    waiting = run.store.links_with("new")
    waiting.sort(key=lambda s: (-(s.link.published_at or run.now).timestamp(), s.key))
    limit = run.publication.settings.fetch.max_pages
    if len(waiting) > limit:
        run.problem(f"{len(waiting) - limit} links wait for the next run (fetch.max_pages is {limit})")
    waiting = list(_hosts_in_turn(waiting[:limit]))
    done = 0
    run.progress("pages", 0, len(waiting))
    fetched: asyncio.Queue[tuple[LinkState, Page | FetchError]] = asyncio.Queue(maxsize=4 * BATCH)

    async def fetch(state: LinkState) -> None:
        try:
            answer: Page | FetchError = await run.fetcher.fetch(state.link.url, kind="page")
        except FetchError as error:
            answer = error
        await fetched.put((state, answer))

    tasks = asyncio.gather(*(fetch(state) for state in waiting))
    try:
        while done < len(waiting):
            batch = [await fetched.get()]
            while len(batch) < BATCH and done + len(batch) < len(waiting):
                batch.append(await fetched.get())
            changes = await asyncio.to_thread(_read, run, batch)
            run.store.apply(changes)
            done += len(batch)
            run.progress("pages", done, len(waiting))
    finally:
        tasks.cancel()
        with suppress(asyncio.CancelledError):
            await tasks
    run.rejected += _reasons(run)


def _hosts_in_turn(states: Iterable[LinkState]) -> Iterator[LinkState]:
    """The same links, one of every host in turn, so that no host is asked in a burst."""
    hosts: dict[str, list[LinkState]] = {}
    for state in states:
        hosts.setdefault(urls.host(state.link.url), []).append(state)
    queues = list(hosts.values())
    while queues:
        for queue in queues:
            yield queue.pop(0)
        queues = [q for q in queues if q]


def _read(run: Run, batch: list[tuple[LinkState, Page | FetchError]]) -> Changes:
    """Extract a batch of pages and decide what to keep."""
    links: list[LinkState] = []
    pages: list[tuple[LinkState, Page]] = []
    for state, answer in batch:
        if isinstance(answer, Page):
            pages.append((state, answer))
        else:
            links.append(_failed(run, state, answer))
    run.count("pages", len(pages))
    told = run.publication
    one = partial(_extract_one, organizations=dict(told.organizations), sites=dict(told.sites))
    results = run.runner.map(one, [(page, state.link) for state, page in pages])
    articles: dict[str, ArticleState] = {}
    drafts: list[tuple[LinkState, Article]] = []
    for (state, page), read in zip(pages, results, strict=True):
        result = _whole(read) if isinstance(read, Article) else read
        if isinstance(result, Rejected):
            links.append(
                replace(
                    state, status="rejected", reason=_reason(result.reason, result.detail), run_id=run.run_id
                )
            )
        else:
            article = replace(
                result,
                id=_identity(result, page),
                original_url=state.link.url,
                source_id=state.link.source_id,
                fetched_at=page.fetched_at,
            )
            drafts.append((state, article))
            links.append(replace(state, status="done", reason="", run_id=run.run_id))
    known = run.store.articles(article.id for _, article in drafts)
    for state, article in sorted(drafts, key=lambda d: d[0].key):
        old = articles.get(article.id) or known.get(article.id)
        new = _merge(old, article, state)
        if new is not old and new is not None:
            articles[article.id] = new
            run.count("articles", 0 if old else 1)
    return Changes(links=tuple(links), articles=tuple(articles.values()))


def _extract_one(
    item: tuple[Page, Link], *, organizations: Mapping[str, Provider], sites: Mapping[str, SiteRules]
) -> Article | Rejected:
    """One page through the stage; a module-level function, so that a worker process can have it."""
    return next(iter(extract([item], organizations=organizations, sites=sites)))


def _whole(article: Article) -> Article | Rejected:
    """An article that can be shown: it has a headline, and something under it."""
    if not article.title.strip():
        return Rejected(
            stage="extract", reason="no_title", detail="neither the page nor its source gives one"
        )
    if article.type != "video" and not article.text.strip() and not article.excerpt.strip():
        return Rejected(stage="extract", reason="empty", detail="the page has no text")
    return article


def _identity(article: Article, page: Page) -> str:
    """The article's id: its canonical address, when that is the site's own.

    A canonical address on another site says whose text this is; the copy stays an article of its own.
    """
    canonical = article.canonical_url
    own = urls.registrable_domain(page.final_url)
    if canonical and urls.registrable_domain(canonical) == own and not _is_front_page(canonical):
        return urls.article_id(canonical)
    return urls.article_id(page.final_url)


def _is_front_page(url: str) -> bool:
    """Templates gone wrong name the site's front page as every article's canonical address."""
    return url.partition("://")[2].rstrip("/").count("/") == 0


def _merge(old: ArticleState | None, article: Article, state: LinkState) -> ArticleState | None:
    """What becomes of an article that may be known: new, re-read, or left as it is.

    Two addresses may lead to one article; the one whose key sorts first tells it, so
    that the order in which answers arrive does not matter.
    """
    if old is None:
        return ArticleState(article=article)
    same_link = urls.article_id(old.article.original_url or old.article.url) == state.key
    if old.status == "staged":
        return (
            ArticleState(article=article)
            if same_link or _first_url(article) < _first_url(old.article)
            else old
        )
    if not same_link:
        return old
    judged = old.article
    kept = replace(
        article,
        topics=judged.topics,
        copy_of=judged.copy_of,
        quality=judged.quality,
        quality_parts=judged.quality_parts,
    )
    return replace(old, article=kept)


def _first_url(article: Article) -> str:
    return article.original_url or article.url


def _failed(run: Run, state: LinkState, error: FetchError) -> LinkState:
    attempts = state.attempts + 1
    final = attempts >= MAX_ATTEMPTS or error.reason in _FINAL
    return replace(
        state,
        attempts=attempts,
        status="failed" if final else "new",
        reason=_reason(error.reason, str(error)),
        run_id=run.run_id,
    )


# Reasons that another try tomorrow will not change.
_FINAL = {
    "bad_request",
    "bad_url",
    "bot_protection",
    "consent_wall",
    "forbidden",
    "gone",
    "legal_block",
    "login_wanted",
    "not_archived",
    "not_found",
    "paywall",
    "private_address",
    "robots",
    "too_large",
}


def _answer_in(error: FetchError) -> Page | None:
    """The answer a server gave, when it was the answer that was of no use."""
    page = getattr(error, "page", None)
    return page if isinstance(page, Page) else None


def _reason(word: str, detail: str) -> str:
    return f"{word}: {detail}" if detail and detail != word else word


def _reasons(run: Run) -> Iterator[Rejected]:
    """Every link of this run that became no article, and why."""
    states = run.store.links_of_run(run.run_id)
    told = {
        s.article.original_url for s in run.store.articles_with("staged", "grouped", "off_topic", "removed")
    }
    for state in states:
        if state.status == "done" and state.link.url not in told:
            yield Rejected(
                stage="extract",
                reason="same_article",
                id=state.key,
                url=state.link.url,
                detail="another address leads to the same article",
            )
        elif state.status != "done" and state.reason:
            word, _, detail = state.reason.partition(": ")
            stage = "extract" if state.status == "rejected" else "fetch"
            if word == "too_old":
                stage = "discover"
            yield Rejected(stage=stage, reason=word, id=state.key, url=state.link.url, detail=detail)
