"""`tipsheet newsletter [DIR]`: the day's newsletter as files, by mail, or as a draft of a mailing service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

import typer

from tipsheet.cli.console import Folder, Json, Now, emit_json, err, out

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tipsheet.publication import Publication
    from tipsheet.publish.newsletter import NewsletterEdition
    from tipsheet.publish.smtp import Delivery
    from tipsheet.records import Edition, Rejected

SERVER = "TIPSHEET_SMTP"  # the mail server's address, with its password: never an argument


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("newsletter")(newsletter)


def newsletter(
    folder: Folder = Path("."),
    send: Annotated[bool, typer.Option("--send", help=f"Send it through the server in {SERVER}.")] = False,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="ADDRESS", help="A reader; repeatable.")
    ] = None,
    readers: Annotated[
        Path | None, typer.Option("--list", metavar="FILE", help="Readers, one address a line.")
    ] = None,
    sender: Annotated[
        str, typer.Option("--from", metavar="ADDRESS", help="Default: the publication's contact.")
    ] = "",
    unsubscribe: Annotated[
        str, typer.Option(metavar="URL", help="Where a reader leaves; {address} stands for theirs.")
    ] = "",
    export: Annotated[
        str | None, typer.Option(metavar="SERVICE", help="A draft for listmonk or buttondown.")
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where the files go; default: .tipsheet/newsletter."),
    ] = None,
    now: Now = None,
    json: Json = False,
) -> None:
    """Make the day's newsletter from the stories of the last run.

    Without --send or --export it is a look: HTML and text are written, nothing is remembered. What
    goes out is kept in `_newsletters/`, so that no story is told twice, and gets a page of the site;
    sending again after a fault goes on with the readers who have not got it yet.
    """
    from tipsheet.errors import ConfigError
    from tipsheet.publication import open_publication
    from tipsheet.records import Rejected

    service = _service(export)
    publication = open_publication(folder)
    people = list(dict.fromkeys((*(to or ()), *_addresses(readers))))
    if send and not people:
        raise ConfigError("nobody to send to: give --to ADDRESS or --list FILE")
    edition, made = _make(publication, now)
    if isinstance(made, Rejected):
        _tell_nothing(made, json)
        return
    place = target or publication.work / "newsletter"
    date = made.issue.date
    written = _write(place, {f"{date}.html": made.html, f"{date}.txt": made.text})
    if service is not None:
        written += _write(place, {f"{date}.{service}.json": _draft(made, service)})
    if service is not None or send:
        _keep(publication, made, now)
    deliveries: list[Delivery] = []
    skipped = 0
    if send:
        mails = _mails(made, edition, people, sender, unsubscribe)
        deliveries, skipped = _send(publication, made, mails, json)
    _tell(made, written, deliveries, skipped, json)
    if any(not delivery.sent for delivery in deliveries):
        raise typer.Exit(3)


def preview(publication: Publication) -> Path:
    """Write the HTML of the day's newsletter, remembering nothing; where it stands."""
    from tipsheet.errors import PublishError
    from tipsheet.records import Rejected

    _, made = _make(publication, None)
    if isinstance(made, Rejected):
        raise PublishError(f"no newsletter: {made.detail}")
    return Path(_write(publication.work / "newsletter", {f"{made.issue.date}.html": made.html})[0])


def _service(name: str | None) -> Literal["listmonk", "buttondown"] | None:
    if name is None or name == "listmonk" or name == "buttondown":
        return name  # type: ignore[return-value]
    raise typer.BadParameter(f"there is no service {name!r}; there are: listmonk, buttondown")


def _addresses(path: Path | None) -> Iterator[str]:
    from tipsheet.errors import ConfigError

    if path is None:
        return
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as a list of addresses ({error})") from None
    yield from (line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _make(publication: Publication, now: str | None) -> tuple[Edition, NewsletterEdition | Rejected]:
    """The edition of the last run and today's newsletter: the kept one when it went out already."""
    import msgspec

    from tipsheet.cli import _rebuild as work
    from tipsheet.pipeline import Run
    from tipsheet.pipeline.press import make_edition, theme_of
    from tipsheet.publish import files
    from tipsheet.publish import newsletter as news
    from tipsheet.publish.site import MEMORY, prepare
    from tipsheet.store import open_store

    issues = [
        news.read_issue(path.read_bytes(), f"{news.FOLDER}/{path.name}")
        for path in sorted((publication.folder / news.FOLDER).glob("*.json"))
    ]
    with open_store(publication.database) as store:
        last = store.last_run()
        at = last.started_at if last and now is None else work.moment(now)
        run = Run(publication, None, store, None, now=at, progress=lambda *_: None, run_id="newsletter")
        edition, _ = make_edition(run)
    edition = msgspec.structs.replace(edition, now=at, issues=tuple(issues))
    memory = files.read(publication.public, MEMORY)
    prepared = prepare(edition, memory=memory, theme=theme_of(publication))
    for issue in issues:
        if issue.date == at.date().isoformat():
            return edition, news.compose(*prepared, issue)
    return edition, news.build(edition, issues, prepared=prepared)


def _write(place: Path, texts: dict[str, str]) -> list[str]:
    from tipsheet.publish import files
    from tipsheet.records import Output

    files.write(place, (Output(path=name, body=text.encode()) for name, text in texts.items()))
    return [str(place / name) for name in texts]


def _draft(made: NewsletterEdition, service: Literal["listmonk", "buttondown"]) -> str:
    import msgspec

    from tipsheet.publish import newsletter as news

    return msgspec.json.format(msgspec.json.encode(news.export(made, service)), indent=2).decode() + "\n"


def _keep(publication: Publication, made: NewsletterEdition, now: str | None) -> None:
    """Remember what was told, and put its web copy on the site before the first mail leads there."""
    from tipsheet.cli import _rebuild as work
    from tipsheet.publish import files
    from tipsheet.publish import newsletter as news
    from tipsheet.records import Output

    kept = Output(path=news.issue_path(made.issue), body=news.write_issue(made.issue))
    files.write(publication.folder, [kept])
    work.rebuild(publication, now=now, out=None, told=lambda *_: None)


def _mails(
    made: NewsletterEdition, edition: Edition, people: Iterable[str], sender: str, unsubscribe: str
) -> list[EmailMessage]:
    """Every mail, made before the first is sent: a bad address or setting stops nothing half way."""
    from tipsheet.errors import ConfigError
    from tipsheet.publish import newsletter as news

    contact = edition.site.contact
    address = sender or (contact if "@" in contact and "/" not in contact else "")
    if not address:
        raise ConfigError("no sender: give --from ADDRESS, or a mail address as publication.contact")
    if not unsubscribe:
        raise ConfigError("no way to leave: give --unsubscribe URL; {address} in it stands for the reader's")
    if "<" not in address:
        address = f"{edition.site.title.translate({60: None, 62: None})} <{address}>"
    return [
        news.message(
            made,
            sender=address,
            to=reader,
            unsubscribe_url=unsubscribe.replace("{address}", quote(reader, safe="")),
        )
        for reader in people
    ]


def _send(
    publication: Publication, made: NewsletterEdition, mails: list[EmailMessage], quiet: bool
) -> tuple[list[Delivery], int]:
    """Send to all who have not got this issue yet; who got it is written down at once."""
    from tipsheet import config
    from tipsheet.errors import ConfigError
    from tipsheet.publish import smtp

    address = config.environment().get(SERVER, "")
    if not address:
        raise ConfigError(f"{SERVER} is not set; write smtps://USER:PASSWORD@HOST")
    server = smtp.server(address)
    book = publication.work / "newsletter" / f"{made.issue.date}.sent"
    got = set(book.read_text("utf-8").splitlines()) if book.exists() else set()
    waiting = [mail for mail in mails if str(mail["To"]) not in got]
    done: list[Delivery] = []
    book.parent.mkdir(parents=True, exist_ok=True)
    with book.open("a", encoding="utf-8") as lines:
        for delivery in smtp.send(waiting, server):
            done.append(delivery)
            if delivery.sent:
                lines.write(delivery.to + "\n")
                lines.flush()
            elif not quiet:
                err.print(f"[yellow]not sent[/yellow] {delivery.to}: {delivery.reason}", markup=True)
    return done, len(mails) - len(waiting)


def _tell_nothing(found: Rejected, json: bool) -> None:
    if json:
        emit_json({"issue": None, "reason": found.reason, "detail": found.detail})
    else:
        out.print(f"no newsletter: {found.detail}, and no story moved")


def _tell(
    made: NewsletterEdition, written: list[str], deliveries: list[Delivery], skipped: int, json: bool
) -> None:
    sent = sum(delivery.sent for delivery in deliveries)
    refused = [{"to": d.to, "reason": d.reason} for d in deliveries if not d.sent]
    if json:
        answer: dict[str, Any] = {"issue": made.issue, "files": written, "sent": sent, "refused": refused}
        emit_json(answer | {"had_it_already": skipped})
        return
    out.print(f"[bold]{made.issue.title}[/bold]", markup=True)
    out.print(f"  subject   {made.issue.subject}", markup=False)
    for section in made.issue.sections:
        out.print(f"  {section.title}: {len(section.items)}", markup=False)
    for path in written:
        out.print(f"  {path}", markup=False)
    if deliveries or skipped:
        out.print(f"  sent to {sent}, {len(refused)} refused, {skipped} had it already")
