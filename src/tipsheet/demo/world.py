"""The invented world as records: publishers, pieces, events and labels, read from the package's own files.

Content is TOML, one file per event (`content/events/`, served; `labelled/`, not served). A `[[told]]`
table is a piece of writing; a `[[copied]]` table is an edit of such a piece (another headline, paragraphs
dropped, moved, added or altered), so that what is a copy of what is known and not guessed.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

NOW = datetime(2026, 3, 12, 7, 30, tzinfo=UTC)
"""The moment at which the world stands still; everything served lies in the ten days before."""

_PUBLISHERS = "publishers.toml"

START = NOW - timedelta(days=10)

COPY_KINDS = ("headline", "appended", "truncated", "edited", "intro", "credit")
"""New headline; paragraph added at the end; cut short; re-ordered or altered locally; new opening; byline,
agency credit or the title's language changed."""


class Publisher(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A site of the world and how it likes to be read."""

    key: str
    name: str
    host: str
    family: str  # its owner
    description: str = ""
    feed: str = ""  # rss2_full, rss2_short, rss2_dateless, rss2_source, rss091, rss092, rdf, atom, json, ...
    source: str = ""  # the path a reader of feeds is given
    path: str = "/{d:%Y/%m/%d}/{slug}-{n}"  # of an article; {d} day, {n} number, {slug}, {section}
    image: str = ""  # "format WxH", "" for none
    language: str = "en"
    standing: int = 0  # 0..100
    listed: bool = True  # stands among the publication's organisations
    paywalled: bool = False
    amp: bool = False
    moved_from: str = ""  # an older feed path that redirects
    delay_s: float = 0.0  # before each answer
    crawl_delay_s: int = 0
    offset_h: int = 0  # of the clock its pages are dated with

    @property
    def site(self) -> str:
        """`http://` and the host, no slash."""
        return f"http://{self.host}"


class Later(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words added to a piece after it was first published."""

    at: str
    text: str


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"publisher": "in"}):
    publisher: str
    at: str
    head: str
    text: str
    deck: str = ""
    by: str = ""
    credit: str = ""
    section: str = ""
    kind: str = "news"
    hard: tuple[str, ...] = ()
    later: tuple[Later, ...] = ()
    names: tuple[str, ...] = ()  # events that a round-up mentions
    image: bool = True
    body_file: str = ""  # ready HTML instead of the paragraphs


class _Copied(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"publisher": "in"}):
    publisher: str
    of: str
    at: str
    kind: str
    head: str = ""
    deck: str = ""
    by: str = ""
    credit: str = ""
    first: str = ""  # replaces the first paragraph
    order: tuple[int, ...] = ()  # paragraphs by number from 0; those left out are dropped
    swap: tuple[tuple[str, str], ...] = ()
    cut: int = 0  # keep that many characters of the last paragraph
    add: str = ""
    section: str = ""
    hard: tuple[str, ...] = ()
    image: bool = True


class _Single(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event of its own inside a file of many."""

    event: str
    what: str = ""
    topics: tuple[str, ...] = ()
    hard: tuple[str, ...] = ()
    told: tuple[_Told, ...] = ()
    copied: tuple[_Copied, ...] = ()


class _File(_Single, frozen=True, forbid_unknown_fields=True):
    event: str = ""
    events: tuple[_Single, ...] = ()


class Piece(msgspec.Struct, frozen=True):
    """One article of the world with its labels."""

    id: str  # "event/publisher", "-2" added for a second one
    event: str
    publisher: Publisher
    title: str
    deck: str
    text: str  # paragraphs split by "\n\n"; "## " subheading, "- " list item, "[09:40] " live entry
    at: datetime
    by: str
    credit: str  # agency
    section: str
    kind: str  # news, live, roundup, release, filing, opinion, document
    url: str
    topics: tuple[str, ...]
    hard: tuple[str, ...]
    copy_of: str | None = None
    copy_kind: str | None = None
    later: tuple[Later, ...] = ()
    names: tuple[str, ...] = ()
    image: bool = True
    body_file: str = ""

    def text_at(self, until: datetime) -> str:
        """The text as it stood at a moment: live pages grow, newest entry first."""
        added = [x.text.strip() for x in self.later if _time(x.at) <= until]
        parts = [*reversed(added), self.text] if self.kind == "live" else [self.text, *added]
        return "\n\n".join(parts)

    def changed_at(self, until: datetime) -> datetime:
        """When the text last changed before a moment."""
        return max([self.at, *(t for x in self.later if (t := _time(x.at)) <= until)])


class World(msgspec.Struct, frozen=True):
    """Everything there is, in order of publication."""

    publishers: tuple[Publisher, ...]
    pieces: tuple[Piece, ...]
    events: dict[str, str]  # event -> what happened

    def by_host(self, until: datetime) -> dict[str, list[Piece]]:
        """Pieces published up to a moment, newest first, by host."""
        out: dict[str, list[Piece]] = {p.host: [] for p in self.publishers}
        for piece in reversed(self.pieces):
            if piece.at <= until:
                out[piece.publisher.host].append(piece)
        return out


def slugify(title: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 60 characters, cut at a word."""
    plain = unicodedata.normalize("NFD", title.replace("ß", "ss")).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
    out = ""
    for word in words:
        if len(out) + len(word) >= 60:
            break
        out = f"{out}-{word}" if out else word
    return out


def number(key: str, digits: int = 6) -> int:
    """A stable number for a name."""
    low: int = 10 ** (digits - 1)
    return int(hashlib.sha256(key.encode()).hexdigest()[:12], 16) % (9 * low) + low


def content() -> Traversable:
    """The folder of the package's content."""
    return files("tipsheet.demo") / "content"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _paragraphs(text: str) -> list[str]:
    return [re.sub(r"(?<!\n)\n(?!\n|- |\| )", " ", p.strip()) for p in re.split(r"\n\s*\n", text.strip())]


def _edited(paragraphs: list[str], copy: _Copied) -> str:
    if copy.order:
        paragraphs = [paragraphs[i] for i in copy.order]
    if copy.first:
        paragraphs = [*_paragraphs(copy.first), *paragraphs[1:]]
    if copy.cut:
        paragraphs = [*paragraphs[:-1], paragraphs[-1][: copy.cut].rstrip() + " …"]
    text = "\n\n".join(paragraphs)
    for old, new in copy.swap:
        if old not in text:
            raise ValueError(f"copy in {copy.publisher} of {copy.of}: nothing to swap for {old!r}")
        text = text.replace(old, new)
    return "\n\n".join([text, *_paragraphs(copy.add)]) if copy.add else text


def _pieces(event: _Single, publishers: dict[str, Publisher]) -> Iterator[Piece]:
    seen: dict[str, int] = {}
    told: dict[str, Piece] = {}

    def make(entry: _Told | _Copied, title: str, text: str, source: Piece | None) -> Piece:
        count = seen[entry.publisher] = seen.get(entry.publisher, 0) + 1
        key = entry.publisher if count == 1 else f"{entry.publisher}-{count}"
        id_, publisher, at = f"{event.event}/{key}", publishers[entry.publisher], _time(entry.at)
        section = entry.section or "news"
        path = publisher.path.format(d=at, n=number(id_), slug=slugify(title), section=section)
        piece = Piece(
            id=id_,
            event=event.event,
            publisher=publisher,
            title=title,
            deck=entry.deck,
            text=text,
            at=at,
            by=entry.by,
            credit=entry.credit,
            section=section,
            kind=entry.kind if isinstance(entry, _Told) else "news",
            url=publisher.site + path,
            topics=event.topics,
            hard=tuple(dict.fromkeys((*event.hard, *entry.hard))),
            copy_of=source.id if source else None,
            copy_kind=entry.kind if isinstance(entry, _Copied) else None,
            later=entry.later if isinstance(entry, _Told) else (),
            names=entry.names if isinstance(entry, _Told) else (),
            image=entry.image and bool(publisher.image),
            body_file=entry.body_file if isinstance(entry, _Told) else "",
        )
        told[key] = piece
        return piece

    for entry in event.told:
        yield make(entry, entry.head, "\n\n".join(_paragraphs(entry.text)), None)
    for copy in event.copied:
        if copy.kind not in COPY_KINDS:
            raise ValueError(f"{event.event}: unknown kind of copy {copy.kind!r}")
        source = told[copy.of]
        yield make(copy, copy.head or source.title, _edited(source.text.split("\n\n"), copy), source)


def _events(folder: Traversable) -> Iterator[_Single]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml") and entry.name != _PUBLISHERS:
            data = msgspec.convert(tomllib.loads(entry.read_text("utf-8")), _File)
            yield from data.events
            if data.event:
                yield data


def _load(*folders: Traversable) -> World:
    tables = (f / _PUBLISHERS for f in (content(), *folders))
    publishers = tuple(
        msgspec.convert({"host": f"{row['key']}.example", **row}, Publisher)
        for table in tables
        if table.is_file()
        for row in tomllib.loads(table.read_text("utf-8"))["publisher"]
    )
    known = {p.key: p for p in publishers}
    events = [e for folder in folders for e in _events(folder)]
    pieces = sorted((p for e in events for p in _pieces(e, known)), key=lambda p: (p.at, p.id))
    return World(publishers, tuple(pieces), {e.event: e.what for e in events})


@cache
def served() -> World:
    """The world as the demo press serves it."""
    return _load(content() / "events")


@cache
def everything() -> World:
    """The served world and the labelled pieces that are not served."""
    return _load(content() / "events", files("tipsheet.demo") / "labelled")
