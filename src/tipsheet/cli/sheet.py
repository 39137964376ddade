"""`tipsheet sheet NAME` or `tipsheet sheet FILE…`: key facts with their words."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tipsheet.cli.console import Json, Report, emit_json, err, out, progress

if TYPE_CHECKING:
    from tipsheet.cli._filings import Runner
    from tipsheet.cli._sheet_sources import Material
    from tipsheet.records import Fact, Rejected, TipSheet
    from tipsheet.stages.facts import Document

replace = msgspec.structs.replace

SHOWN = 24  # facts of a section on a terminal


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sheet")(sheet)


def sheet(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME|FILE|FOLDER...",
            help="A name, files or folders (PDF, HTML, text, record, JSON), or a name and files.",
        ),
    ],
    folder: Annotated[
        Path,
        typer.Option("--publication", "-p", metavar="DIR", help="Whose articles are read for a name."),
    ] = Path("."),
    of: Annotated[
        Of | None,
        typer.Option(
            "--of", help="What the name is of; default: a topic or story of that name, else a subject."
        ),
    ] = None,
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
    """Put together what is known about a company, person, story or topic, or what filings say.

    With a name the articles of the publication are read; with files no publication is needed, nothing is
    asked of the network and nothing leaves the machine. Every fact shows the exact words, source and date
    that carry it; what contradicts stands side by side.
    """
    from tipsheet.cli import _sheet_sources as sources
    from tipsheet.cli._filings import reading
    from tipsheet.errors import TipsheetError

    files, asked = sources.split_words(what)
    with progress(json) as told, reading() as runner:
        material = sources.from_files(files, runner, told) if files else None
        if material is None:
            material = sources.from_publication(folder, asked, of.value if of else None)
        if not material.documents:
            raise TipsheetError(
                _first_of(material.problems)
                if files
                else f"nothing is known about {asked!r}: no article names it"
            )
        made, rejected = _make(asked, material, least, runner, told, filing=bool(files))
    if not made.facts:
        raise TipsheetError(_nothing(made.subject, material, least))
    written = _write(made, material.documents, target, save, folder)
    if json:
        _tell_json(made, material.problems, rejected, written)
    else:
        _tell(made, material.documents, material.problems, written)
    if material.problems:
        raise typer.Exit(3)


class Of(StrEnum):
    """What a name may be of."""

    subject = "subject"
    story = "story"
    topic = "topic"


def _first_of(problems: list[str]) -> str:
    more = f" (and {len(problems) - 1} more files cannot be read)" if len(problems) > 1 else ""
    return problems[0] + more


def _nothing(subject: str, material: Material, least: float) -> str:
    count = len(material.documents)
    read = "the one document read tells" if count == 1 else f"the {count} documents read tell"
    hint = f"; --least {max(0.0, least - 0.25):.2g} lists less sure ones" if least > 0.25 else ""
    return f"{read} no key fact about {subject!r} that is sure enough{hint}"


# ---------------------------------------------------------------------------------------------- making


def _make(
    asked: str, material: Material, least: float, runner: Runner, told: Report, *, filing: bool
) -> tuple[TipSheet, list[Rejected]]:
    from tipsheet.cli._filings import read_facts
    from tipsheet.errors import TipsheetError
    from tipsheet.pipeline.rates import daily_rates
    from tipsheet.records import Fact
    from tipsheet.stages.compare import compare
    from tipsheet.stages.sheet import Found, SheetSettings, build_sheet, find_subject, is_person

    held: list[Fact] = []
    rejected: list[Rejected] = []
    documents = material.documents
    told("facts", 0, len(documents))
    for done, results in enumerate(read_facts(documents, runner), 1):
        for result in results:
            if isinstance(result, Fact):
                held.append(result)
            else:
                rejected.append(result)
                if result.stage == "filing":  # the reader did not survive this text
                    material.problems.append(f"{documents[done - 1].doc_id}: {result.detail}")
        told("facts", done, len(documents))
    kind, name = material.kind, material.name
    found = Found(name=name)
    if kind is None:
        found = find_subject(asked, held) if asked else Found(name=_main_subject(documents, held))
        if found.others:
            raise TipsheetError(f"{asked!r} may be {_listed(found.others)}: ask for one of them")
        if asked and not found.name:
            count = f"{len(documents)} {'document holds' if len(documents) == 1 else 'documents hold'}"
            raise TipsheetError(f"no fact tells of anyone called {asked!r} ({count} the words)")
        name = found.name
        kind = "filing" if filing and not asked and len(documents) == 1 else "company"
        if kind == "company" and is_person(name, held):
            kind = "person"
    made = build_sheet(
        name,
        held,
        compare(held, rates=daily_rates()),
        material.origins,
        kind=kind,
        aliases=found.aliases,
        settings=SheetSettings(least=least),
    )
    return (replace(made, id=material.id) if material.id else made), rejected


def _main_subject(documents: list[Document], held: list[Fact]) -> str:
    """Whom the documents are about: as they are marked up, else whom most facts are about."""
    from collections import Counter

    named = next((d.subject for d in documents if d.subject), "")
    counted = Counter(f.subject for f in held)
    return named or (counted.most_common(1)[0][0] if counted else documents[0].title)


def _listed(names: tuple[str, ...]) -> str:
    shown = [repr(n) for n in names[:6]]
    rest = f", or {len(names) - 6} others" if len(names) > 6 else ""
    return ", ".join(shown[:-1]) + (f" or {shown[-1]}" if not rest else f", {shown[-1]}{rest}")


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
    out.print(
        f"[bold]{escape(shown.subject)}[/]  {_counted(shown.count, 'fact')} from {_counted(shown.documents, 'document')}"
    )
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
                if fact.subject:
                    out.print(f"  {escape(fact.subject)}")
                out.print(_fact_text(fact))
                out.print(f"      “{escape(' '.join(fact.quote.split()))}”")
            out.print()
    for problem in problems:
        err.print(f"left out: {problem}", markup=False)
    for path in written:
        err.print(f"wrote {path}", markup=False)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _fact_text(fact: Any) -> str:
    from rich.markup import escape

    note = f" ({escape(fact.note)})" if fact.note else ""
    voices = f", {fact.voices} publishers" if fact.voices > 1 else ""
    tail = ", ".join(escape(x) for x in (fact.source, fact.page, fact.iso[:10]) if x)
    label = f"{escape(fact.label)}: " if fact.label else ""
    return f"  {label}[bold]{escape(fact.bound + fact.value)}[/]{note}  [dim]{tail}{voices}[/]"


def _tell_json(made: TipSheet, problems: list[str], rejected: list[Rejected], written: list[Path]) -> None:
    import msgspec

    from tipsheet.publish import sheets

    reasons: dict[str, int] = {}
    for r in rejected:
        reasons[r.reason] = reasons.get(r.reason, 0) + 1
    told = msgspec.json.decode(sheets.as_json(made))
    emit_json({**told, "problems": problems, "rejected": reasons, "written": [str(p) for p in written]})
