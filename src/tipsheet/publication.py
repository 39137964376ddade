"""A publication is a folder: its settings, topics, organisations, records and working files."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from tipsheet import config, taxonomy
from tipsheet.errors import ConfigError, RecordError, TipsheetError
from tipsheet.records import Correction, Provider, SiteRules, Topic

CORRECTIONS = "_data/corrections.jsonl"
SITES = "_data/sites"


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What a publication's folder says, read once at the start of a run."""

    folder: Path
    settings: config.Settings
    topics: tuple[Topic, ...]
    organizations: Mapping[str, Provider]  # by domain
    sites: Mapping[str, SiteRules] = {}  # by host
    corrections: tuple[Correction, ...] = ()  # what the editor said, oldest first
    problems: tuple[str, ...] = ()  # files that could not be used, one plain line each

    @property
    def work(self) -> Path:
        """`.tipsheet/`: the database, the archive, the image cache; git ignores it."""
        return self.folder / config.WORK_DIR

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.work / "tipsheet.sqlite"

    @property
    def archive(self) -> Path:
        """Where every answer from outside is kept, as WARC."""
        return self.work / "archive"

    @property
    def image_cache(self) -> Path:
        """Our copies of lead images."""
        return self.work / "images"

    @property
    def public(self) -> Path:
        """The built site."""
        return self.folder / "public"

    @property
    def root(self) -> Topic:
        """The root topic: the one named in the settings, else the first."""
        name = self.settings.root_topic
        return next((t for t in self.topics if t.name == name), self.topics[0])


def open_publication(folder: Path) -> Publication:
    """Read a publication's folder.

    Raises `ConfigError` when there is no usable `tipsheet.toml` or no topic at all; single
    topic or organisation files that cannot be used are left out and named in `problems`.
    """
    settings = config.load(folder)
    problems: list[str] = []
    topics: list[Topic] = []
    for path in _files(folder, "_data/topics", (".yaml", ".yml")):
        try:
            topics.append(taxonomy.read_topic(_text(folder / path), path))
        except TipsheetError as error:
            problems.append(str(error))
    organizations: dict[str, Provider] = {}
    for path in _files(folder, "_data/organizations", (".md",)):
        try:
            provider = taxonomy.read_organization(_text(folder / path), path)
        except TipsheetError as error:
            problems.append(str(error))
        else:
            organizations[provider.domain] = provider
    sites = _sites(folder, problems)
    corrections = _corrections(folder, problems)
    problems += _contradictions(topics, settings.root_topic)
    if not topics:
        why = f" ({problems[0]})" if problems else ""
        raise ConfigError(
            f"{folder / '_data/topics'}: holds no topic that can be used{why}; add 00-NAME.yaml"
        )
    return Publication(
        folder=folder,
        settings=settings,
        topics=tuple(topics),
        organizations=organizations,
        sites=sites,
        corrections=corrections,
        problems=tuple(problems),
    )


def _contradictions(topics: list[Topic], root: str) -> Iterator[str]:
    """What the topic files say against one another, a line each."""
    by_name: dict[str, Topic] = {}
    for topic in topics:
        if topic.name in by_name:
            yield f"_data/topics: two files are named {topic.name!r}; the first one counts"
        by_name.setdefault(topic.name, topic)
    if topics and root not in by_name:
        first = topics[0].name
        yield f"{config.FILE_NAME}: no topic file is named {root!r}; {first!r} is taken as the root topic"
    for topic in topics:
        seen = {topic.name}
        parent = topic.parent
        while parent is not None:
            if parent not in by_name:
                yield f"_data/topics: {topic.name!r} has the parent {parent!r}, which no file is named"
                break
            if parent in seen:
                yield f"_data/topics: {topic.name!r} is its own ancestor; mend its parent"
                break
            seen.add(parent)
            parent = by_name[parent].parent


def _sites(folder: Path, problems: list[str]) -> dict[str, SiteRules]:
    """The rules for single sites by host; a file that cannot be used is named and left out."""
    found: dict[str, SiteRules] = {}
    for path in _files(folder, SITES, (".yaml", ".yml")):
        try:
            rules = taxonomy.read_site(_text(folder / path), path)
        except TipsheetError as error:
            problems.append(str(error))
            continue
        if rules.site in found:
            problems.append(
                f"{path}: {rules.site} has rules in {found[rules.site].path} already; put them together"
            )
        found.setdefault(rules.site, rules)
    return found


def _corrections(folder: Path, problems: list[str]) -> tuple[Correction, ...]:
    """One JSON object a line, as `tipsheet correct` appends them; a bad line is named and left out."""
    if not (folder / CORRECTIONS).is_file():
        return ()
    try:
        lines = _text(folder / CORRECTIONS).splitlines()
    except RecordError as error:
        problems.append(f"{error}; no correction is obeyed until it is mended")
        return ()
    found: list[Correction] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(msgspec.json.decode(line, type=Correction))
            except msgspec.DecodeError as error:
                problems.append(f"{CORRECTIONS}:{number}: is not a correction ({error}); left out")
    return tuple(found)


def read_record_files(folder: Path) -> tuple[dict[str, str], list[str]]:
    """The texts of `_news/*.md` by relative path, and a line for each that cannot be read."""
    texts: dict[str, str] = {}
    problems: list[str] = []
    for path in _files(folder, "_news", (".md",)):
        try:
            texts[path] = _text(folder / path)
        except RecordError as error:
            problems.append(str(error))
    return texts, problems


def configuration_files(folder: Path) -> dict[str, str]:
    """The small files that make a publication what it is: settings, topics, organisations."""
    paths = [
        config.FILE_NAME,
        *_files(folder, "_data/topics", (".yaml", ".yml")),
        *_files(folder, "_data/organizations", (".md",)),
        *_files(folder, SITES, (".yaml", ".yml")),
        CORRECTIONS,
    ]
    found: dict[str, str] = {}
    for path in paths:
        with suppress(RecordError):  # named when the publication was opened
            if (folder / path).is_file():
                found[path] = _text(folder / path)
    return found


def _files(folder: Path, below: str, endings: tuple[str, ...]) -> Iterator[str]:
    """Relative paths of the files there, in order; nothing where the folder is missing."""
    try:
        names = sorted(p.name for p in (folder / below).iterdir())
    except OSError:
        return
    for name in names:
        path = folder / below / name
        if name.endswith(endings) and not name.startswith(".") and path.is_file():
            yield f"{below}/{name}"


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise RecordError(f"{path}: is not UTF-8 text") from None
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror})") from None


MAX_RECORD_BYTES = 4_000_000  # of one record file


def repository_texts(folder: Path, passed_over: Container[str] = ()) -> tuple[dict[str, str], list[str]]:
    """The text files of a repository of records: `_config.yml` and all below folders named `_…`.

    Folders in `passed_over` are not looked into. Files larger than 4 MB, links and what is not
    UTF-8 text are left out and named in the second value.
    """
    texts: dict[str, str] = {}
    problems: list[str] = []
    if not folder.is_dir():
        raise ConfigError(f"no such folder: {folder}")
    paths = [folder / "_config.yml"]
    for top in sorted(folder.glob("_*")):
        if top.is_dir() and not top.is_symlink() and top.name not in passed_over:
            paths += sorted(p for p in top.rglob("*") if p.suffix in (".md", ".html", ".yaml", ".yml"))
    for path in paths:
        if not path.is_file() or path.is_symlink():
            continue
        relative = path.relative_to(folder).as_posix()
        if path.stat().st_size > MAX_RECORD_BYTES:
            problems.append(f"{relative}: is larger than {MAX_RECORD_BYTES} bytes; left out")
            continue
        try:
            texts[relative] = _text(path)
        except RecordError as error:
            problems.append(f"{relative}: {str(error).rpartition(': ')[2]}; left out")
    return texts, problems
