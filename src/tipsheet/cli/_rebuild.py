"""Publishing again: what `tipsheet build` needs, and no more, as it is run often."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tipsheet import config, keyring, pipeline
from tipsheet.cli._plugins import installed_plugins
from tipsheet.errors import ConfigError, PublishError
from tipsheet.plugins import WRITERS
from tipsheet.protocols import Embedder, Progress, Sealer
from tipsheet.publication import Publication, repository_texts
from tipsheet.publish import everyday, files
from tipsheet.records import RunReport
from tipsheet.stages import secure
from tipsheet.store import SqliteStore, open_store


def moment(text: str | None) -> datetime:
    """The time in `text` (ISO 8601), or the real one; aware UTC, whole seconds."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise ConfigError(f"{text!r} is not a time such as 2026-03-12T07:30:00Z") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


@contextmanager
def at_work(publication: Publication) -> Iterator[SqliteStore]:
    """The publication's store, for one process at a time: the lock goes with the process, however it ends."""
    try:
        publication.work.mkdir(parents=True, exist_ok=True)
        lock = (publication.work / "lock").open("a")
    except OSError as error:
        raise PublishError(f"{publication.work}: cannot be written ({error.strerror})") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PublishError(
                f"{publication.folder}: another run is at work there; wait for its end"
            ) from None
        with open_store(publication.database) as store:
            yield store


def sealer(publication: Publication) -> Sealer | None:
    """What seals the records' payloads, when the settings ask for it; `ConfigError` without a key."""
    secure_settings = publication.settings.secure
    if secure_settings.content == "nothing":
        return None
    ring = keyring.load(publication.work, config.environment())
    if ring is None:
        raise ConfigError(
            f"{config.FILE_NAME}: secure.content is {secure_settings.content!r} but there is no key; "
            f"make one with `tipsheet keys new {publication.folder}` or set {keyring.VARIABLE}"
        )
    form: secure.Form = "cbc" if secure_settings.form == "cbc" else "jwe"

    def seal(record_path: str, payload: bytes, standing: str | None) -> str:
        if standing and secure.holds(standing, ring, record_path, payload):
            return standing
        return secure.seal(payload, ring.current, record_path, form)

    return seal


def embedder(publication: Publication) -> Embedder | None:
    """What reads sentences as vectors, when the settings ask for it; `ConfigError` without the extra."""
    if not publication.settings.stories.embeddings:
        return None
    from tipsheet.runners.embed import MiniLM

    return MiniLM()


def rebuild(
    publication: Publication, *, now: str | None, out: Path | None, told: Progress, full: bool = False
) -> RunReport:
    """Publish again; the time is `now`, else that of the last run, else the real one. `full`: everything anew."""
    with at_work(publication) as store:
        last = store.last_run()
        at = last.started_at if last and now is None else moment(now)
        return pipeline.rebuild(
            publication,
            store,
            now=at,
            progress=told,
            out=out,
            sealer=sealer(publication),
            plugins=installed_plugins(WRITERS),
            embedder=embedder(publication),
            full=full,
        )


def build_everyday(folder: Path, profile: str, target: Path) -> tuple[int, int, list[str]]:
    """The original's static API from the record files: written, unchanged, what was left out."""
    texts, problems = repository_texts(folder)
    settings = config.load(folder) if (folder / config.FILE_NAME).exists() else None
    site = settings.site if settings and "_config.yml" not in texts else None
    done = files.write(target, everyday.build(texts, profile, site=site, problems=problems))
    return len(done.written), done.unchanged, problems
