"""`tipsheet correct …`: what an editor says against the machine; it wins in every later run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from tipsheet.cli.console import Json, emit_json, out
from tipsheet.errors import ConfigError, PublishError

if TYPE_CHECKING:
    from tipsheet.publication import Publication
    from tipsheet.records import Correction


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("correct")(correct)


def correct(
    kind: Annotated[
        str, typer.Argument(help="merge, split, pin, hide, retitle, topic, not_topic, copy, not_copy.")
    ],
    folder: Annotated[Path, typer.Option("--dir", metavar="DIR", help="The publication.")] = Path("."),
    story: Annotated[str, typer.Option(help="The story's id.")] = "",
    article: Annotated[list[str] | None, typer.Option(help="An article's id; may be repeated.")] = None,
    into: Annotated[str, typer.Option(help="merge: the story that stays.")] = "",
    title: Annotated[str, typer.Option(help="retitle: the new headline.")] = "",
    topic: Annotated[str, typer.Option(help="topic, not_topic: the topic's name.")] = "",
    by: Annotated[str, typer.Option(help="Who says so.")] = "",
    json: Json = False,
) -> None:
    """Append one correction to _data/corrections.jsonl; the next run or build obeys it.

    merge --story A --into B · split --story A --article X · pin --story A · hide --story A ·
    retitle --story A --title "…" · topic --article X --topic T · copy --article X --article Y
    """
    from tipsheet.cli._rebuild import moment
    from tipsheet.publication import CORRECTIONS, open_publication
    from tipsheet.records import Correction, CorrectionKind

    kinds = get_args(CorrectionKind)
    if kind not in kinds:
        raise ConfigError(f"{kind!r} is no correction; there are: {', '.join(kinds)}")
    articles = tuple(article or ())
    missing = {
        "merge": not (into and (story or articles)) and "--into and --story",
        "split": not (story and articles) and "--story and --article",
        "pin": not story and "--story",
        "hide": not (story or articles) and "--story",
        "retitle": not (story and title) and "--story and --title",
        "topic": not (articles and topic) and "--article and --topic",
        "not_topic": not (articles and topic) and "--article and --topic",
        "copy": len(articles) < 2 and "two --article",
        "not_copy": len(articles) < 2 and "two --article",
    }[kind]
    if missing:
        raise ConfigError(f"{kind} needs {missing}")
    publication = open_publication(folder)
    said = Correction(
        kind=kind,  # type: ignore[arg-type]  # checked above
        story_id=story,
        article_ids=articles,
        into=into,
        title=title,
        topic=topic,
        at=moment(None),
        by=by,
    )
    append(publication, said)
    if json:
        emit_json(said)
    else:
        out.print(f"written to {CORRECTIONS}; obeyed from the next `tipsheet run` or `tipsheet build`")


def append(publication: Publication, said: Correction) -> None:
    """Write one correction below the others; `PublishError` names the file that cannot be written."""
    import msgspec

    from tipsheet.publication import CORRECTIONS

    path = publication.folder / CORRECTIONS
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(msgspec.json.encode(said).decode() + "\n")
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None
