"""A publication's settings: `tipsheet.toml` to one typed value.

The only reader of the environment. A wrong key, type or value raises `ConfigError`
with one line that names the file, the setting and the mend.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from tipsheet.errors import ConfigError
from tipsheet.records import SiteInfo, Source

FILE_NAME = "tipsheet.toml"
WORK_DIR = ".tipsheet"
PROFILES = ("tipsheet", "everyday", "everyday-2021")


class PublicationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[publication]`: what the publication is."""

    title: str
    topic: str = ""  # the root topic's name; "" = the title
    url: str = "http://localhost:8000"
    locale: str = "en-us"
    description: str = ""
    contact: str = ""  # a mail or web address, shown on the site and sent to the hosts we visit
    profile: str = "tipsheet"
    theme: str = "default"
    minimum_quality: int = 25  # 0..100; below it an article is kept, not shown


class ScheduleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[schedule]`: how often `tipsheet run --every` works."""

    every: str = "2h"


class FetchSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[fetch]`: manners and limits; see docs/fetching.md."""

    user_agent: str = ""  # "" = Tipsheet/<version> with the contact
    max_pages: int = 2000  # new pages a run
    max_bytes: int = 8_000_000  # of one answer, decoded
    timeout_s: float = 20.0
    per_host: int = 2
    total: int = 16
    spacing_s: float = 1.0
    robots: bool = True
    images: bool = True
    max_age_days: int = 30  # links the source dates older than this are left alone; 0 = no limit
    allow_private: tuple[str, ...] = ()  # networks, e.g. "10.1.0.0/16"
    connect_to: dict[str, str] = {}  # host -> "127.0.0.1:8080"; an explicit way to a private server


class SecureSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[secure]`: what a record seals, and how."""

    content: str = "nothing"  # nothing, source, full-text
    form: str = "jwe"  # jwe, cbc (the original's)


class StorySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[stories]`: grouping and cooling."""

    window_h: float = 96.0
    half_life_h: float = 24.0
    front_page: int = 36
    embeddings: bool = False  # compare by sentence vectors too (the extra `embeddings`)


class SourceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[source]]`."""

    url: str
    kind: str = "auto"
    name: str = ""
    id: str = ""
    topics: tuple[str, ...] = ()
    options: dict[str, str] = {}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `tipsheet.toml`."""

    publication: PublicationSettings
    schedule: ScheduleSettings = ScheduleSettings()
    fetch: FetchSettings = FetchSettings()
    secure: SecureSettings = SecureSettings()
    stories: StorySettings = StorySettings()
    source: tuple[SourceSettings, ...] = ()

    @property
    def site(self) -> SiteInfo:
        """The part that writers may see."""
        p = self.publication
        return SiteInfo(
            title=p.title,
            url=p.url.rstrip("/"),
            locale=p.locale,
            description=p.description,
            root_topic=self.root_topic,
            contact=p.contact,
            theme=p.theme,
            front_page=self.stories.front_page,
        )

    @property
    def root_topic(self) -> str:
        """The name of the topic everything belongs to."""
        return self.publication.topic or self.publication.title

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources with their ids."""
        return tuple(
            Source(
                id=s.id or source_id(s.url),
                url=s.url,
                kind=s.kind,
                name=s.name,
                topics=s.topics,
                options=s.options,
            )
            for s in self.source
        )


def source_id(url: str) -> str:
    """A readable, stable id from a source's address: `host/path` in lower case."""
    bare = re.sub(r"^[a-z]+://(www\.)?", "", url.strip().lower()).rstrip("/")
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:120] or "source"


def load(folder: Path) -> Settings:
    """Read `tipsheet.toml` of a publication's folder; `ConfigError` names what is wrong."""
    path = folder / FILE_NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        hint = (
            f"no {FILE_NAME} in {folder}: make a publication with `tipsheet new NAME {folder}`"
            if folder.is_dir()
            else f"no such folder: {folder}"
        )
        raise ConfigError(hint) from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    return parse(raw, str(path))


def parse(raw: bytes, name: str) -> Settings:
    """The settings in the bytes of a `tipsheet.toml`; `name` stands in messages."""
    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise ConfigError(f"{name}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: is not valid TOML: {error}") from None
    if "publication" not in data:
        raise ConfigError(f'{name}: has no [publication] with a title; add: [publication] title = "..."')
    _check_names(data, name)
    try:
        settings = msgspec.convert(data, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{name}: {_plain(str(error))}") from None
    _check_values(settings, name)
    return settings


def interval_s(text: str, name: str = "every") -> int:
    """Seconds of "90s", "30m", "2h" or "1d"; at least one minute."""
    match = re.fullmatch(r"\s*(\d+)\s*([smhd]?)\s*", text)
    if not match:
        raise ConfigError(f"{name}: {text!r} is not a time such as 30m, 2h or 1d")
    seconds = int(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]]
    if seconds < 60:
        raise ConfigError(f"{name}: {text!r} is under a minute; hosts would not like it")
    return seconds


def environment() -> Mapping[str, str]:
    """The variables of the environment that mean something to us (`TIPSHEET_...`)."""
    return {k: v for k, v in os.environ.items() if k.startswith("TIPSHEET_")}


_SECTIONS: dict[str, type[msgspec.Struct]] = {
    "publication": PublicationSettings,
    "schedule": ScheduleSettings,
    "fetch": FetchSettings,
    "secure": SecureSettings,
    "stories": StorySettings,
    "source": SourceSettings,
}


def _check_names(data: dict[str, Any], name: str) -> None:
    for section, body in data.items():
        if section not in _SECTIONS:
            raise ConfigError(f"{name}: unknown section [{section}]{_nearest(section, list(_SECTIONS))}")
        known = list(_SECTIONS[section].__struct_fields__)
        for part in body if isinstance(body, list) else [body]:
            if not isinstance(part, dict):
                raise ConfigError(f"{name}: {section} must be a section, written [{section}]")
            for key in part:
                if key not in known:
                    raise ConfigError(f"{name}: unknown setting {section}.{key}{_nearest(key, known)}")


def _nearest(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(known)}"


def _plain(message: str) -> str:
    where = re.search(r" - at `\$\.?(.*)`$", message)
    text = message[: where.start()] if where else message
    return f"{where[1]}: {text[0].lower()}{text[1:]}" if where else text


_LEAST = {
    "fetch.max_pages": 1,
    "fetch.max_bytes": 1000,
    "fetch.timeout_s": 0.1,
    "fetch.per_host": 1,
    "fetch.total": 1,
    "fetch.spacing_s": 0,
    "fetch.max_age_days": 0,
    "stories.window_h": 1,
    "stories.half_life_h": 0.1,
    "stories.front_page": 1,
}


def _check_values(settings: Settings, name: str) -> None:
    p = settings.publication
    if not p.title.strip():
        raise ConfigError(f"{name}: publication.title is empty")
    if not re.match(r"https?://[^\s/]+", p.url):
        raise ConfigError(f"{name}: publication.url {p.url!r} is not an http(s) address")
    if p.profile not in PROFILES:
        raise ConfigError(f"{name}: publication.profile {p.profile!r} is not one of {', '.join(PROFILES)}")
    if settings.secure.content not in ("nothing", "source", "full-text"):
        raise ConfigError(f"{name}: secure.content is one of nothing, source, full-text")
    if settings.secure.form not in ("jwe", "cbc"):
        raise ConfigError(f"{name}: secure.form is one of jwe, cbc")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", p.locale):
        raise ConfigError(f"{name}: publication.locale {p.locale!r} is not a language such as en-us")
    if not 0 <= p.minimum_quality <= 100:
        raise ConfigError(f"{name}: publication.minimum_quality must be 0 to 100")
    for key, least in _LEAST.items():
        section, _, setting = key.partition(".")
        if getattr(getattr(settings, section), setting) < least:
            raise ConfigError(f"{name}: {key} must be at least {least:g}")
    interval_s(settings.schedule.every, f"{name}: schedule.every")
    seen: set[str] = set()
    for source in settings.sources:
        if not re.match(r"(https?|mailto|imap|file):", source.url) and source.kind not in ("mail", "search"):
            raise ConfigError(f"{name}: source {source.url!r} is not an http(s) address")
        if source.id in seen:
            raise ConfigError(f"{name}: two sources are called {source.id!r}; give one of them another id")
        seen.add(source.id)
