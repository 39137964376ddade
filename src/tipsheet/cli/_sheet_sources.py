"""Where the documents of a tip sheet come from: files and folders, or the articles of a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from tipsheet import urls
from tipsheet.cli._filings import Runner, read_filing_file
from tipsheet.cli.console import Report, err
from tipsheet.cli.lines.facts import read_document
from tipsheet.errors import TipsheetError
from tipsheet.pipeline.sheets import origin_of
from tipsheet.publication import Publication, open_publication
from tipsheet.publish import markdown
from tipsheet.records import Article, Rejected, SheetDocument, Story, Topic
from tipsheet.stages.facts import Document, document_of
from tipsheet.stages.sheet import Kind, Origin
from tipsheet.store import SqliteStore, open_store

SUFFIXES = frozenset((".pdf", ".htm", ".html", ".xhtml", ".txt", ".md", ".json", ".jsonl"))
LIMIT = 400  # articles of the store that are read for one sheet
MOST_FILES = 5_000  # of a folder
DAY = timedelta(hours=24)


class Material(msgspec.Struct, kw_only=True):
    """The documents of a sheet, and what the sheet is of as far as it is known before they are read."""

    documents: list[Document]
    origins: dict[str, Origin]
    kind: Kind | None = None  # None: a company or a person, whatever the facts say
    name: str = ""
    id: str = ""
    problems: list[str] = []


def split_words(words: Iterable[str]) -> tuple[list[Path], str]:
    """Which of the words are files or folders, and the rest as the name asked for.

    `TipsheetError` for a word that looks like a file and is none.
    """
    paths, names = [], []
    for word in words:
        path = Path(word)
        if path.is_file() or (path.is_dir() and ("/" in word or word in (".", ".."))):
            paths.append(path)
        elif path.suffix.lower() in SUFFIXES:
            raise TipsheetError(f"{word}: there is no such file")
        elif "/" in word and path.parent.is_dir():
            raise TipsheetError(f"{word}: there is no such file or folder")
        else:
            names.append(word)
    return paths, " ".join(names).strip()


# ----------------------------------------------------------------------------------------------- files


def from_files(paths: Iterable[Path], runner: Runner, told: Report) -> Material:
    """Every document the files hold; what cannot be read is one line of `problems` each."""
    found = Material(documents=[], origins={})
    for path in _files(paths):
        try:
            found.documents += _read_file(path, runner, told)
        except OSError as problem:
            found.problems.append(f"{path}: cannot be read ({problem.strerror or problem})")
        except (ValueError, TipsheetError) as problem:
            found.problems.append(f"{path}: {str(problem).removeprefix(f'{path}: ')}")
    found.documents = list(_each_once(found.documents))
    for d in found.documents:
        told_of = SheetDocument(
            id=d.doc_id, title=d.title, url=d.url, provider=d.provider, published_at=d.published_at
        )
        found.origins[d.doc_id] = Origin(document=told_of)
    return found


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(
            p
            for p in path.rglob("*")
            if p.suffix.lower() in SUFFIXES and p.is_file() and not any(x[0] == "." for x in p.parts[1:])
        )
        if not inside:
            raise TipsheetError(f"{path}: the folder holds no PDF, HTML, text, record or JSON file")
        if len(inside) > MOST_FILES:
            raise TipsheetError(f"{path}: the folder holds {len(inside):,} files, more than {MOST_FILES:,}")
        yield from inside


def _each_once(documents: Iterable[Document]) -> Iterator[Document]:
    """A document given twice (the same words, or an excerpt of a text at the same address) once: the longer."""
    held: dict[str, Document] = {}
    for document in documents:
        words = " ".join(document.text.split())
        place = urls.canonical_key(document.url) if document.url else words
        other = held.get(place)
        if other is None:
            held[place] = document
        elif words not in " ".join(other.text.split()):
            if " ".join(other.text.split()) in words:
                held[place] = document
            else:  # another state of the page
                held[f"{place} {document.doc_id} {words[:200]}"] = document
    seen: Counter[str] = Counter()
    for document in held.values():
        seen[document.doc_id] += 1
        if seen[document.doc_id] > 1:
            document = msgspec.structs.replace(
                document, doc_id=f"{document.doc_id} ({seen[document.doc_id]})"
            )
        yield document


def _read_file(path: Path, runner: Runner, told: Report) -> Iterable[Document]:
    """The documents a file holds; raises ValueError with one plain sentence when there is none."""
    suffix = path.suffix.lower()
    if suffix in (".json", ".jsonl"):
        return list(_from_json(path.read_bytes()))
    if suffix == ".md" and (body := path.read_bytes()).lstrip(b"\xef\xbb\xbf")[:4].startswith(b"---"):
        return list(_from_record(body, path))
    read = read_filing_file(path, runner, lambda done, total: told(f"{path.name}: pages", done, total))
    if isinstance(read, Rejected):
        raise ValueError(read.detail)
    for note in read.notes:
        err.print(f"{path}: {note}", markup=False)
    document = Document(
        doc_id=path.name,
        text=read.text,
        title=read.title or path.stem.replace("-", " ").replace("_", " "),
        subject=read.subject,
        aliases=read.aliases,
        pages=read.pages,
        stated=read.stated,
    )
    return [document]


def _from_json(body: bytes) -> Iterator[Document]:
    decode = msgspec.json.Decoder().decode
    try:
        whole = decode(body)
        lines: list[Any] = whole if isinstance(whole, list) else [whole]
    except msgspec.DecodeError:
        try:
            lines = [decode(raw) for raw in body.splitlines() if raw.strip()]
        except msgspec.DecodeError as problem:
            raise ValueError(f"neither JSON nor JSON lines: {problem}") from None
    if not lines:
        raise ValueError("the file is empty")
    for line in lines:
        document = read_document(line) if isinstance(line, dict) else "bad_line: not a JSON object"
        if isinstance(document, str):
            raise ValueError(document.partition(": ")[2] or document)
        yield document


def _from_record(body: bytes, path: Path) -> Iterator[Document]:
    """A news record gives its title and excerpt, and those of the records it relates to."""
    record = markdown.read(body.decode("utf-8-sig"), f"_news/{path.name}")
    for item in (record, *record.related):
        title, excerpt = item.title.strip(), item.excerpt.strip()
        yield Document(
            doc_id=item.web_url or item.original_url or item.path or title,
            text=f"{title}\n{excerpt}" if excerpt else title,
            title=title,
            url=item.web_url or item.original_url or "",
            provider=item.provider.name if item.provider else "",
            published=item.published_at.date().isoformat() if item.published_at else None,
            published_at=item.published_at,
        )


# ----------------------------------------------------------------------------------------- publication


def from_publication(folder: Path, asked: str, wanted: str | None) -> Material:
    """The articles of the publication that name the subject, make up the story or tell the topic's day.

    `wanted` is subject, story or topic; None: a topic or story of exactly that name, else a subject.
    """
    publication = open_publication(folder)
    if not publication.database.exists():
        raise TipsheetError(f"{folder}: holds no article yet; `tipsheet run {folder}` fetches them")
    with open_store(publication.database) as store:
        if not store.counts().get("articles"):
            raise TipsheetError(f"{folder}: holds no article yet; `tipsheet run {folder}` fetches them")
        found = None
        if wanted in (None, "topic"):
            found = _topic(publication, store, asked)
            if wanted and not found:
                names = ", ".join(t.name for t in publication.topics[:12])
                raise TipsheetError(f"there is no topic {asked!r}; the topics are: {names}")
        if not found and wanted in (None, "story"):
            found = _story(store, asked, exactly=wanted is None)
        return found or _material(store.search(asked, LIMIT))


def _material(articles: Iterable[Article]) -> Material:
    held = {a.id: a for a in articles}
    return Material(
        documents=[document_of(a) for a in held.values()],
        origins={a.id: origin_of(a) for a in held.values()},
    )


def _topic(publication: Publication, store: SqliteStore, asked: str) -> Material | None:
    """The newest day of a topic and of those below it; None when there is no such topic."""
    topic = next(
        (
            t
            for t in publication.topics
            if asked.casefold() in (t.name.casefold(), t.slug.casefold(), (t.shortname or t.name).casefold())
        ),
        None,
    )
    if topic is None:
        return None
    names = {topic.name} | _below(topic.name, publication.topics)
    stories = [s for s in store.stories() if names.intersection(s.topics) and s.last_at]
    latest = max((s.last_at for s in stories if s.last_at), default=None)
    if latest is None:
        raise TipsheetError(f"the topic {topic.name!r} has no story yet")
    since = latest - DAY
    ids = [i for s in stories if s.last_at and s.last_at >= since for i in s.article_ids]
    articles = [
        state.article
        for state in store.articles(ids[: LIMIT * 4]).values()
        if state.article.published_at and since <= state.article.published_at <= latest
    ]
    found = _material(articles[:LIMIT])
    found.kind, found.name = "topic", f"{topic.name}, {latest:%-d %B %Y}"
    found.id = f"topic-{topic.slug}"
    return found


def _below(name: str, topics: Iterable[Topic]) -> set[str]:
    held = list(topics)
    found: set[str] = set()
    waiting = [name]
    while waiting:
        parent = waiting.pop()
        new = [t.name for t in held if t.parent == parent and t.name not in found]
        found.update(new)
        waiting += new
    return found


def _story(store: SqliteStore, asked: str, *, exactly: bool) -> Material | None:
    """The story of that id, address or title; with `exactly` off, words of its articles' texts are enough."""
    story = store.story(asked.rstrip("/").rsplit("/", 1)[-1])
    if story is None:
        ids = {a.id for a in store.search(asked, LIMIT)}
        near = [s for s in store.stories() if ids.intersection(s.article_ids)] if ids else []
        titles = {s.id: _title(store, s) for s in near}
        named = [s for s in near if titles[s.id].casefold() == asked.casefold()]
        words = asked.casefold().split()
        if not named and not exactly:
            named = [s for s in near if all(w in titles[s.id].casefold() for w in words)] or near
        if not named and not exactly:
            raise TipsheetError(
                f"there is no story {asked!r}; give its id, its address or words of its title"
            )
        if len(named) > 1:
            told = "; ".join(f"{s.id} ({titles[s.id]})" for s in named[:5])
            raise TipsheetError(f"{len(named)} stories answer to {asked!r}: {told}")
        if not named:
            return None
        story = named[0]
    held = store.articles(story.article_ids)
    made = _material(held[i].article for i in story.article_ids if i in held)
    made.kind, made.name, made.id = "story", _title(store, story), f"story-{story.id}"
    return made


def _title(store: SqliteStore, story: Story) -> str:
    """What the story is called: its editor's title, else that of its best article."""
    first = story.article_ids[0]
    held = {} if story.title else store.articles([first])
    return story.title or (held[first].article.title if first in held else story.id)
