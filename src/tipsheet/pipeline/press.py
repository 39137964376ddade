"""From the store to the publication: the edition, the records, the site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec

from tipsheet.errors import ConfigError, PublishError, RecordError
from tipsheet.pipeline.context import Run
from tipsheet.pipeline.judge import ADOPTED
from tipsheet.pipeline.sheets import make_sheets, summaries
from tipsheet.plugins import PluginError
from tipsheet.publication import Publication, repository_texts
from tipsheet.publish import collections, everyday, files, markdown, newsletter, site, whole
from tipsheet.publish.news import news_records, with_edits
from tipsheet.publish.plan import Job, Piece, digest, jobs_of
from tipsheet.records import (
    Article,
    Changes,
    CollectionItem,
    Edition,
    Issue,
    NewsRecord,
    Output,
    Provider,
    RecordState,
    Story,
)

replace = msgspec.structs.replace


def print_edition(run: Run, out: Path | None = None, *, full: bool = False) -> Edition:
    """Write the records and the site as of the run's hour; files that stay the same are not touched.

    The texts are written down as *pending* before the first file changes and as done after
    the last one, so that a run killed in between is not taken for an editor.
    """
    edition, states = make_edition(run)
    write_record_files(run, edition, states)
    write_site(run, edition, out or run.publication.public, full=full)
    if out is None:
        write_everyday(run)
    return edition


def make_edition(run: Run) -> tuple[Edition, dict[str, RecordState]]:
    """Everything the writers need, and the state of every record file by path."""
    publication, store = run.publication, run.store
    known = run.records()
    by_hand = {s.path: markdown.read(s.text, s.path) for s in known.values() if s.edited}
    by_article = {state.article_id: state for state in known.values()}
    images = store.images()
    articles: dict[str, Article] = {}
    taken = set(known)
    for article_id, standing in run.grouped().items():
        article = standing.article
        state = by_article.get(article_id)
        if state is None:
            path = _new_path(run, article, taken)
            taken.add(path)
            by_article[article_id] = RecordState(path=path, article_id=article_id, text="")
        elif state.edited:
            article = with_edits(article, by_hand[state.path], state.edited)
        articles[article_id] = _with_image(article, images)
    paths = {article_id: by_article[article_id].path for article_id in articles}
    hidden = {
        i for i, s in by_article.items() if "published" in s.edited and by_hand[s.path].published is False
    }
    stories = tuple(_shown(store.stories(), articles, hidden))
    secured = _secured(run, articles, by_article)
    news = tuple(_news(run, stories, articles, paths, by_article, secured))
    states = {state.path: state for state in by_article.values()}
    shown = _worth_showing(stories, news, paths)
    open_articles = {i: a for i, a in articles.items() if i not in hidden}
    edition = Edition(
        site=publication.settings.site,
        now=run.now.replace(minute=0, second=0),
        topics=publication.topics,
        providers=_providers(articles.values(), publication.organizations),
        articles=articles,
        record_paths=paths,
        stories=shown,
        news=tuple(
            sorted((_told(record, states[record.path], by_hand) for record in news), key=lambda r: r.path)
        ),
        sources=publication.settings.sources,
        redirects=store.redirects(),
        collections=_collections(run),
        issues=_issues(run),
        sheets=make_sheets(run, open_articles, shown, publication.topics),
        summaries=summaries(shown, open_articles),
    )
    return edition, states


def _news(
    run: Run,
    stories: tuple[Story, ...],
    articles: Mapping[str, Article],
    paths: Mapping[str, str],
    states: Mapping[str, RecordState],
    secured: Mapping[str, str],
) -> Iterator[NewsRecord]:
    """The records as the publication's profile has them."""
    publication = run.publication
    told = publication.settings.publication
    if not told.profile.startswith("everyday"):
        least = told.minimum_quality
        return news_records(stories, articles, paths, minimum_quality=least, secured=secured)
    standing = {
        state.path: markdown.read(state.text, state.path)
        for article_id, state in states.items()
        if state.text and article_id in articles and articles[article_id].source_id == ADOPTED
    }
    return everyday.news_records(
        stories, articles, paths, topics=publication.topics, standing=standing, secured=secured
    )


def _collections(run: Run) -> tuple[CollectionItem, ...]:
    """The hand-curated records beside the news (`_learning`, `_people`, ...); a broken one is named."""
    texts, problems = repository_texts(run.publication.folder, passed_over=("_news", "_newsletters"))
    for line in problems:
        run.problem(line)
    found: list[CollectionItem] = []
    for path, text in texts.items():
        if collections.collection_of(path):
            try:
                found.append(collections.read(text, path))
            except RecordError as error:
                run.problem(f"{error}; left as it is")
    return tuple(found)


def _issues(run: Run) -> tuple[Issue, ...]:
    """The newsletters that went out; a broken one is named and has no page until it is mended."""
    found: list[Issue] = []
    for path in sorted((run.publication.folder / newsletter.FOLDER).glob("*.json")):
        try:
            found.append(newsletter.read_issue(path.read_bytes(), f"{newsletter.FOLDER}/{path.name}"))
        except (OSError, RecordError) as error:
            run.problem(f"{error}; its page is left out")
    return tuple(found)


def _new_path(run: Run, article: Article, taken: set[str]) -> str:
    return markdown.path_for(
        article.title,
        article.published_at or article.fetched_at or run.now,
        profile=run.publication.settings.publication.profile,
        taken=taken,
        domain=article.provider.domain if article.provider else "",
        fallback=article.id,
    )


def _with_image(article: Article, images: Mapping[str, object]) -> Article:
    if not article.images:
        return article
    state = images.get(article.images[0].url)
    cached = getattr(state, "image", None)
    return replace(article, images=(cached, *article.images[1:])) if cached else article


def _shown(stories: Iterable[Story], articles: Mapping[str, Article], hidden: set[str]) -> Iterator[Story]:
    """Stories with the members that are left: none that a person took off with `published: false`."""
    for story in stories:
        members = [i for i in story.article_ids if i in articles and i not in hidden]
        if not members:
            continue
        title = story.title
        lead = articles.get(story.article_ids[0])
        if members[0] != story.article_ids[0] and (lead is None or lead.title == title):
            title = articles[members[0]].title
        yield replace(story, article_ids=tuple(members), title=title)


def _worth_showing(
    stories: Iterable[Story], news: Iterable[NewsRecord], paths: Mapping[str, str]
) -> tuple[Story, ...]:
    shown = {record.path for record in news if record.published}
    return tuple(s for s in stories if s.heat >= 0 and paths[s.article_ids[0]] in shown)


def _told(record: NewsRecord, state: RecordState, by_hand: Mapping[str, NewsRecord]) -> NewsRecord:
    """The record as the reader gets it: an editor's words where there are some."""
    if not state.edited:
        return record
    edited = by_hand[state.path]
    names = [markdown.FIELDS[key] for key in state.edited if key in markdown.FIELDS]
    return replace(record, **{name: getattr(edited, name) for name in names})


def _providers(articles: Iterable[Article], known: Mapping[str, Provider]) -> tuple[Provider, ...]:
    found: dict[str, Provider] = {}
    for article in articles:
        if article.provider:
            found.setdefault(article.provider.domain, article.provider)
    found |= {domain: provider for domain, provider in known.items() if domain in found}
    return tuple(found[domain] for domain in sorted(found))


def _secured(run: Run, articles: Mapping[str, Article], states: Mapping[str, RecordState]) -> dict[str, str]:
    """The sealed payload of every record, when the settings ask for one; adopted records keep theirs."""
    content = run.publication.settings.secure.content
    if content == "nothing" or run.sealer is None:
        return {}
    sealed = {}
    for article_id, article in articles.items():
        if article.source_id == ADOPTED:
            continue
        payload: dict[str, str | datetime | None] = {
            "id": article_id,
            "source": article.source_id,
            "originalUrl": article.original_url,
            "fetchedDateTime": article.fetched_at,
        }
        if content == "full-text":
            payload["text"] = article.text
        state = states[article_id]
        standing = markdown.read(state.text, state.path).secured if state.text else None
        sealed[article_id] = run.sealer(state.path, msgspec.json.encode(payload), standing)
    return sealed


# --------------------------------------------------------------------------- records


def write_record_files(run: Run, edition: Edition, states: Mapping[str, RecordState]) -> None:
    """Write the record files whose news changed; an editor's fields and unknown keys stay."""
    changed: list[RecordState] = []
    for record in edition.news:
        state = states[record.path]
        if record.path in run.untouchable:
            continue
        if state.edited:
            run.kept_edits.append(f"{record.path}: {', '.join(state.edited)}")
        digest = hashlib.blake2b(msgspec.json.encode(record), digest_size=16).hexdigest()
        if digest == state.digest and not state.pending:
            continue
        text = markdown.update(state.text, record, keep=state.edited) if state.text else markdown.emit(record)
        new = replace(state, text=text, digest=digest, previous=state.text or None, pending=True)
        changed.append(new)
    run.apply(Changes(records=tuple(changed)))
    done = files.write(run.publication.folder, (Output(path=s.path, body=s.text.encode()) for s in changed))
    run.apply(Changes(records=tuple(replace(s, previous=None, pending=False) for s in changed)))
    run.counts["records"] = len(edition.news)
    run.count("files_written", len(done.written))
    run.count("files_unchanged", done.unchanged + len(edition.news) - len(changed))
    run.progress("records", len(edition.news), len(edition.news))


# ------------------------------------------------------------------------------ site


def write_site(run: Run, edition: Edition, folder: Path, *, full: bool = False) -> None:
    """Build what changed of the site and let it change places with the old one in one step."""
    run.progress("site", 0, None)
    memory = files.read(folder, site.MEMORY)
    work = run.publication.work / "build" if folder == run.publication.public else None
    planned = whole.plan(edition, memory, once=_once(folder), theme=theme_of(run.publication))

    def items(noted: bytes) -> Iterator[Piece]:
        return chain(planned(noted), _plugin_jobs(run, edition), _image_jobs(run, edition))

    done = files.publish(folder, items, work=work, full=full)
    if done.one_by_one:
        run.note(
            f"{folder} is a mount of its own and cannot change places with the new site: its files were "
            "replaced one by one; mount the folder above it to have the site change in one step"
        )
    pages = files.manifest(folder, work=work)
    run.counts["site_pages"] = sum(path.endswith(".html") for path in pages)
    run.count("files_written", len(done.written))
    run.count("files_unchanged", done.unchanged)
    run.progress("site", len(pages), len(pages))


def write_everyday(run: Run) -> None:
    """In the original's profiles: its static API and sitemaps, where its readers look for them."""
    profile = run.publication.settings.publication.profile
    if profile.startswith("everyday"):
        folder = run.publication.folder
        texts, _ = repository_texts(folder)
        problems: list[str] = []
        told = None if "_config.yml" in texts else run.publication.settings.site
        made = everyday.build(texts, profile, site=told, problems=problems)
        done = files.write(folder, (o for o in made if not _is_stub(files.read(folder, o.path))))
        run.count("files_written", len(done.written))
        run.count("files_unchanged", done.unchanged)
        for line in problems:
            if line not in run.problems:
                run.problem(line)


def _is_stub(body: bytes | None) -> bool:
    """A file with front matter is the theme's to render, not ours to replace."""
    return body is not None and body.startswith(b"---")


def _once(folder: Path) -> frozenset[str]:
    """The folders of the articles' pages that stand now."""
    try:
        return frozenset(entry.name for entry in (folder / "news").iterdir())
    except OSError:
        return frozenset()


def theme_of(publication: Publication) -> site.Theme | None:
    """The theme that `publication.theme` names: a folder of the publication laid over the default one.

    Raises ConfigError when there is no such folder or it holds what no theme has.
    """
    name = publication.settings.publication.theme
    if name == "default":
        return None
    folder = publication.folder / name
    inside = folder.resolve().is_relative_to(publication.folder.resolve())
    if not inside or not folder.is_dir():
        raise ConfigError(
            f"publication.theme: there is no folder {name!r} in {publication.folder}; make it, or say default"
        )
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    return site.default().with_files(
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    )


def _plugin_jobs(run: Run, edition: Edition) -> Iterator[Job]:
    """The files of other packages' writers; one that fails is told and gives none."""
    for name, write in run.plugins.writers.items():
        if name not in whole.WRITERS:
            try:
                made = list(write(edition))
            except PluginError as error:
                run.problem(str(error))
            else:
                yield from jobs_of(made)


def _image_jobs(run: Run, edition: Edition) -> Iterator[Job]:
    """The kept copies of the images that this edition shows; their names say what they hold."""
    used = {a.images[0].url for a in edition.articles.values() if a.images and a.images[0].path}
    cache = run.publication.image_cache
    for url, state in sorted(run.store.images().items()):
        if url in used:
            for path in state.files:
                yield Job(path, digest(path.encode()), partial(_bytes, cache / path))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PublishError(
            f"{path}: is missing from the image cache ({error.strerror}); remove {path.parent} and run again"
        ) from None
