"""`tipsheet sheet SUBJECT` or `tipsheet sheet FILE…`: key facts with their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tipsheet.cli.console import Json, Report, emit_json, err, out, progress

if TYPE_CHECKING:
    from tipsheet.records import Rejected, TipSheet
    from tipsheet.stages.facts import Document
    from tipsheet.stages.sheet import Origin

LIMIT = 400  # articles of the store that are read for one subject
SHOWN = 14  # facts of a section on a terminal


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sheet")(sheet)


def sheet(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="SUBJECT|FILE...", help="A subject, files (PDF, HTML, text, record, JSON), or both."
        ),
    ],
    folder: Annotated[
        Path,
        typer.Option("--publication", "-p", metavar="DIR", help="Whose articles are read for a subject."),
    ] = Path("."),
    target: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write page, Markdown and JSON there.")
    ] = None,
    save: Annotated[
        bool,
        typer.Option(
            "--save",
            help="Keep the sheet as a record (Markdown and JSON) in the folder _sheets of the publication.",
        ),
    ] = False,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="List facts at least this sure.")] = 0.75,
    json: Json = False,
) -> None:
    """Put together what is known about a company, person or topic, or what a filing says.

    With a subject the articles of the publication are read; with files no publication is needed. Every fact
    shows the exact words, source and date that carry it; what contradicts stands side by side.
    """
    from tipsheet.errors import TipsheetError
    from tipsheet.stages.sheet import SheetSettings

    files = [Path(w) for w in what if Path(w).is_file()]
    words = " ".join(w for w in what if not Path(w).is_file()).strip()
    missing = [w for w in what if not Path(w).is_file() and Path(w).suffix.lower() in _SUFFIXES]
    if missing:
        raise TipsheetError(f"{missing[0]}: there is no such file")
    problems: list[str] = []
    with progress(json) as told:
        if files:
            documents, origins = _from_files(files, problems, told)
        else:
            documents, origins = _from_store(folder, words, told)
        if not documents:
            raise TipsheetError(
                problems[0] if problems else f"nothing is known about {words!r}: no article names it"
            )
        made, rejected = _make(
            words, documents, origins, SheetSettings(least=least), told, filing=bool(files)
        )
    written = _write(made, documents, target, save, folder)
    if json:
        _tell_json(made, problems, rejected, written)
    else:
        _tell(made, documents, problems, written)
    if problems:
        raise typer.Exit(3)


_SUFFIXES = frozenset((".pdf", ".htm", ".html", ".xhtml", ".txt", ".md", ".json", ".jsonl"))


# --------------------------------------------------------------------------------------------- reading


def _from_store(folder: Path, subject: str, told: Report) -> tuple[list[Document], dict[str, Origin]]:
    from tipsheet.publication import open_publication
    from tipsheet.records import SheetDocument
    from tipsheet.stages.facts import document_of
    from tipsheet.stages.sheet import Origin
    from tipsheet.store import open_store

    publication = open_publication(folder)
    with open_store(publication.database) as store:
        articles = store.search(subject, LIMIT)
    told("articles", len(articles), len(articles))
    documents = [document_of(a) for a in articles]
    origins = {
        a.id: Origin(
            document=SheetDocument(
                id=a.id,
                title=a.title,
                url=a.url,
                provider=(a.provider.name if a.provider else "") or a.site_name,
                published_at=a.published_at,
            ),
            copy_of=a.copy_of.article_id if a.copy_of else "",
            family=a.provider.family if a.provider else "",
        )
        for a in articles
    }
    return documents, origins


def _from_files(
    files: list[Path], problems: list[str], told: Report
) -> tuple[list[Document], dict[str, Origin]]:
    from tipsheet.records import SheetDocument
    from tipsheet.stages.sheet import Origin

    documents: list[Document] = []
    for path in files:
        try:
            documents += _read_file(path, told)
        except (OSError, ValueError) as problem:
            problems.append(f"{path}: {problem}")
    origins = {
        d.doc_id: Origin(
            document=SheetDocument(
                id=d.doc_id, title=d.title, url=d.url, provider=d.provider, published_at=d.published_at
            )
        )
        for d in documents
    }
    return documents, origins


def _read_file(path: Path, told: Report) -> list[Document]:
    """The documents a file holds; raises ValueError with one plain sentence when there is none."""
    from tipsheet.records import Rejected
    from tipsheet.stages.facts import Document
    from tipsheet.stages.filing import read_filing

    body = path.read_bytes()
    if path.suffix.lower() in (".json", ".jsonl"):
        return list(_from_json(body))
    if path.suffix.lower() == ".md":
        return list(_from_record(body, path))
    filing = read_filing(body, progress=lambda done, total: told(f"{path.name}: pages", done, total))
    if isinstance(filing, Rejected):
        raise ValueError(filing.detail)
    for note in filing.notes:
        err.print(f"{path}: {note}", markup=False)
    return [
        Document(
            doc_id=path.name,
            text=filing.text,
            title=filing.title or path.stem.replace("-", " ").replace("_", " "),
            subject=filing.subject,
            aliases=filing.aliases,
            pages=filing.pages,
            stated=filing.stated,
        )
    ]


def _from_json(body: bytes) -> Iterator[Document]:
    import msgspec

    from tipsheet.cli.lines.facts import read_document

    decode = msgspec.json.Decoder().decode
    try:
        whole = decode(body)
        lines: list[Any] = whole if isinstance(whole, list) else [whole]
    except msgspec.DecodeError:
        try:
            lines = [decode(raw) for raw in body.splitlines() if raw.strip()]
        except msgspec.DecodeError as problem:
            raise ValueError(f"neither JSON nor JSON lines: {problem}") from None
    for line in lines:
        document = read_document(line) if isinstance(line, dict) else "not a JSON object"
        if isinstance(document, str):
            raise ValueError(document)
        yield document


def _from_record(body: bytes, path: Path) -> Iterator[Document]:
    """A news record gives its title and excerpt, and those of the records it relates to."""
    from tipsheet.publish import markdown
    from tipsheet.stages.facts import Document

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


# ---------------------------------------------------------------------------------------------- making


def _make(
    subject: str,
    documents: list[Document],
    origins: Mapping[str, Origin],
    settings: Any,
    told: Report,
    *,
    filing: bool,
) -> tuple[TipSheet, list[Rejected]]:
    from collections import Counter

    from tipsheet.cli._rates import daily_rates
    from tipsheet.records import Fact
    from tipsheet.stages.compare import compare
    from tipsheet.stages.facts import facts
    from tipsheet.stages.sheet import build_sheet

    held: list[Fact] = []
    rejected: list[Rejected] = []
    for done, document in enumerate(documents, 1):
        for result in facts([document]):
            if isinstance(result, Fact):
                held.append(result)
            else:
                rejected.append(result)
        told("facts", done, len(documents))
    named = subject
    if not named:
        counted = Counter(f.subject for f in held)
        named = next((d.subject for d in documents if d.subject), "") or (
            counted.most_common(1)[0][0] if counted else documents[0].title
        )
    made = build_sheet(
        named,
        held,
        compare(held, rates=daily_rates()),
        origins,
        kind="filing" if filing and not subject and len(documents) == 1 else "company",
        settings=settings,
    )
    return made, rejected


def _write(
    made: TipSheet, documents: list[Document], target: Path | None, save: bool, folder: Path
) -> list[Path]:
    from tipsheet.publish import sheets

    written: list[Path] = []
    if target is not None:
        target.mkdir(parents=True, exist_ok=True)
        for output in sheets.standalone(made, {d.doc_id: d.text for d in documents}):
            path = target / output.path
            path.write_bytes(output.body)
            written.append(path)
    if save:
        from tipsheet.publication import open_publication

        publication = open_publication(folder)
        record = publication.folder / sheets.record_path(made)
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(sheets.markdown(made), encoding="utf-8")
        record.with_suffix(".json").write_bytes(sheets.as_json(made))
        written += [record, record.with_suffix(".json")]
    return written


# --------------------------------------------------------------------------------------------- telling


def _tell(made: TipSheet, documents: list[Document], problems: list[str], written: list[Path]) -> None:
    from rich.markup import escape

    from tipsheet.publish import sheets

    shown = sheets.view(made, {d.doc_id: d.text for d in documents})
    out.print(f"[bold]{escape(shown.subject)}[/]  {shown.count} facts from {shown.documents} documents")
    for section in shown.sections:
        out.print(f"\n[bold]{section.title}[/]")
        for fact in section.facts[:SHOWN]:
            out.print(_fact_text(fact))
        if len(section.facts) > SHOWN:
            out.print(f"  … and {len(section.facts) - SHOWN} more")
    if shown.disputes:
        out.print("\n[bold]What is disputed[/]")
        for group in shown.disputes:
            for fact in group:
                out.print(_fact_text(fact))
                out.print(f"      “{escape(' '.join(fact.quote.split()))}”")
            out.print()
    for problem in problems:
        err.print(f"left out: {problem}", markup=False)
    for path in written:
        err.print(f"wrote {path}", markup=False)


def _fact_text(fact: Any) -> str:
    from rich.markup import escape

    note = f" ({escape(fact.note)})" if fact.note else ""
    voices = f", {fact.voices} publishers" if fact.voices > 1 else ""
    tail = ", ".join(escape(x) for x in (fact.source, fact.page, fact.iso[:10]) if x)
    return f"  {escape(fact.label)}: [bold]{escape(fact.bound + fact.value)}[/]{note}  [dim]{tail}{voices}[/]"


def _tell_json(made: TipSheet, problems: list[str], rejected: list[Rejected], written: list[Path]) -> None:
    import msgspec

    from tipsheet.publish import sheets

    reasons: dict[str, int] = {}
    for r in rejected:
        reasons[r.reason] = reasons.get(r.reason, 0) + 1
    told = msgspec.json.decode(sheets.as_json(made))
    emit_json({**told, "problems": problems, "rejected": reasons, "written": [str(p) for p in written]})
