"""`tipsheet topic NAME EXAMPLE...`: a new topic from a name and about ten examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from tipsheet.cli.console import Json, emit_json, out
from tipsheet.errors import ConfigError, PublishError, TipsheetError

if TYPE_CHECKING:
    from tipsheet.publication import Publication
    from tipsheet.records import Article, Topic

_FEWEST = 3  # examples that can share anything
_TOPICS = "_data/topics"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("topic")(topic)


def topic(
    name: Annotated[str, typer.Argument(help='The topic\'s name, for example "Battery recycling".')],
    examples: Annotated[
        list[str],
        typer.Argument(
            metavar="EXAMPLE...",
            help="About ten articles: ids, addresses or record names of this publication, or files of JSON lines.",
        ),
    ],
    folder: Annotated[Path, typer.Option("--dir", metavar="DIR", help="The publication.")] = Path("."),
    parent: Annotated[str, typer.Option(help="The topic above it; default: the root topic.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the topic, write nothing.")] = False,
    json: Json = False,
) -> None:
    """Make a topic whose keywords are its name and the phrases that the examples share.

    The publication's other articles tell which phrases are common everywhere. The topic is written to
    _data/topics, to be read and cut by you; the examples get it by correction, so that the next run or
    build gives it to them whatever the keywords say, and the model learns from them.
    """
    from tipsheet.publication import open_publication
    from tipsheet.stages.classify import propose_topic

    publication = open_publication(folder)
    name = " ".join(name.split())
    if not name:
        raise ConfigError("a topic needs a name: tipsheet topic NAME EXAMPLE...")
    if any(t.name.casefold() == name.casefold() for t in publication.topics):
        raise ConfigError(f"there is a topic {name!r} already; edit its file in {_TOPICS}")
    above = _parent(publication, parent)
    known = _known(publication)
    chosen = _chosen(examples, known)
    if len(chosen) < _FEWEST:
        raise ConfigError(
            f"{len(chosen)} example(s) are too few to learn from; give {_FEWEST} or, better, ten"
        )
    others = [a for i, a in known.items() if i not in chosen]
    made = propose_topic(name, list(chosen.values()), parent=above, others=others)
    number = max((t.order for t in publication.topics), default=0) + 1
    relative = f"{_TOPICS}/{number:02d}-{made.slug or 'topic'}.yaml"
    taken = [i for i in chosen if i in known]
    if not dry_run:
        _write(publication, relative, made, taken)
    found, elsewhere = _reach(made, chosen.values()), _reach(made, others)
    told = {
        "topic": made.name,
        "parent": made.parent,
        "keywords": list(made.keywords),
        "file": None if dry_run else relative,
        "examples": len(chosen),
        "examples_found": found,
        "others": len(others),
        "others_found": elsewhere,
    }
    if json:
        emit_json(told)
        return
    out.print(f"[bold]{escape(name)}[/bold], under {escape(above)}")
    out.print(f"  keywords: {', '.join(made.keywords)}", markup=False)
    out.print(
        f"  they find {found} of {len(chosen)} examples, and {elsewhere} of {len(others)} other articles"
    )
    if not dry_run:
        out.print(f"  written to {escape(relative)}: read it, cut what is too common, then `tipsheet build`")


def _parent(publication: Publication, parent: str) -> str:
    if not parent:
        return publication.root.name
    found = next((t.name for t in publication.topics if t.name.casefold() == parent.casefold()), None)
    if found is None:
        names = ", ".join(t.name for t in publication.topics)
        raise ConfigError(f"there is no topic {parent!r} to put it under; there are: {names}")
    return found


def _known(publication: Publication) -> dict[str, Article]:
    """Every article the publication has read, by id."""
    from tipsheet.store import open_store

    if not publication.database.exists():
        return {}
    with open_store(publication.database) as store:
        return {s.article.id: s.article for s in store.articles_with("grouped", "off_topic", "staged")}


def _chosen(examples: Iterable[str], known: dict[str, Article]) -> dict[str, Article]:
    """The articles that the words on the command line name, by id."""
    by_name = {a.url: a for a in known.values()} | dict(known)
    for article in known.values():
        by_name.setdefault(article.url.rstrip("/").rpartition("/")[2], article)
    chosen: dict[str, Article] = {}
    for example in examples:
        path = Path(example)
        if example in by_name:
            chosen[by_name[example].id] = by_name[example]
        elif path.suffix == ".md" and path.is_file():
            article = _record(path, by_name)
            chosen[article.id] = article
        elif path.is_file():
            chosen.update((a.id, a) for a in _lines(path))
        else:
            raise ConfigError(f"{example!r} is no article of this publication and no file")
    return chosen


def _record(path: Path, by_name: dict[str, Article]) -> Article:
    """The article of a record file, as the store knows it, else as the record tells it."""
    from tipsheet.publish import markdown
    from tipsheet.records import Article

    try:
        record = markdown.read(path.read_bytes().decode("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise TipsheetError(f"{path}: cannot be read ({error})") from None
    if record.web_url in by_name:
        return by_name[record.web_url]
    return Article(id=path.name, url=record.web_url or "", title=record.title, excerpt=record.excerpt)


def _lines(path: Path) -> list[Article]:
    import msgspec

    from tipsheet.cli.lines._articles import read_article
    from tipsheet.records import Article

    read = []
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TipsheetError(f"{path}: cannot be read ({error.strerror})") from None
    for number, line in enumerate(raw.splitlines(), 1):
        if not line.strip():
            continue
        try:
            article = read_article(msgspec.json.decode(line, type=dict[str, Any]))
        except msgspec.MsgspecError as error:
            raise TipsheetError(f"{path}:{number}: not a JSON object ({error})") from None
        if not isinstance(article, Article):
            raise TipsheetError(f"{path}:{number}: {article.detail}")
        read.append(article)
    return read


def _write(publication: Publication, relative: str, made: Topic, taken: Sequence[str]) -> None:
    import json

    from tipsheet.cli._rebuild import moment
    from tipsheet.cli.correct import append
    from tipsheet.records import Correction

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML one

    text = f"taxonomy: topic\n_id: {quoted(made.slug)}\nname: {quoted(made.name)}\n"
    text += f"parent: {quoted(made.parent or '')}\nkeywords:\n"
    text += "".join(f"  - {quoted(word)}\n" for word in made.keywords)
    path = publication.folder / relative
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None
    if taken:
        append(
            publication, Correction(kind="topic", article_ids=tuple(taken), topic=made.name, at=moment(None))
        )


def _reach(made: Topic, articles: Iterable[Article]) -> int:
    """How many articles the new topic's words alone would give it to."""
    from tipsheet.records import Article
    from tipsheet.stages.classify import classify

    results = classify(articles, [made], root=made.parent or "")
    return sum(isinstance(r, Article) and any(m.name == made.name for m in r.topics) for r in results)
