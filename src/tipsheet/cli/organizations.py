"""`tipsheet organizations`: the publishers that no file describes yet; accept, or never ask again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tipsheet.cli.console import Json, emit_json, out
from tipsheet.errors import ConfigError, PublishError

if TYPE_CHECKING:
    from tipsheet.publication import Publication
    from tipsheet.records import Image

SIDES_PX = (50, 400)  # the two logos of an organisation

Domains = Annotated[list[str], typer.Argument(metavar="DOMAIN...", help="As the list names them.")]
Folder = Annotated[Path, typer.Option("--dir", help="The publication.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Publishers that no file describes yet.", no_args_is_help=True)
    group.command("list")(listed)
    group.command("accept")(accept)
    group.command("dismiss")(dismiss)
    app.add_typer(group, name="organizations")


def listed(folder: Folder = Path("."), json: Json = False) -> None:
    """List the proposals of the last runs (.tipsheet/proposals/organizations), most articles first."""
    from tipsheet.pipeline.proposals import folder_of
    from tipsheet.publication import open_publication
    from tipsheet.publish.organizations import proposals
    from tipsheet.store import open_store

    publication = open_publication(folder)
    there = {path.stem: path for path in folder_of(publication).glob("*.md")}
    counts: dict[str, int] = {}
    if publication.database.exists():
        with open_store(publication.database) as store:
            articles = (state.article for state in store.articles_with("grouped"))
            counts = {p.domain: p.articles for p in proposals(articles, publication.organizations)}
    rows: list[tuple[str, str, int, list[str]]] = []
    for domain in sorted(there, key=lambda d: (-counts.get(d, 0), d)):
        name, logos = _proposed(there[domain])
        rows.append((domain, name, counts.get(domain, 0), logos))
    if json:
        keys = ("domain", "name", "articles", "logos")
        emit_json({"proposals": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    if not rows:
        out.print("every publisher is described; after a run new ones are proposed here")
    for domain, name, count, logos in rows:
        out.print(f"{domain}  {name}  (articles: {count})", markup=False)
        for number, logo in enumerate(logos, 1):
            out.print(f"    logo {number}: {logo}", markup=False)


def accept(
    domains: Domains,
    folder: Folder = Path("."),
    logo: Annotated[
        str, typer.Option(metavar="N|FILE|URL", help="The logo: a candidate's number, a file or an address.")
    ] = "",
    json: Json = False,
) -> None:
    """Make proposals the publication's own files (_data/organizations); what stands there is never written over."""
    from tipsheet.pipeline.proposals import folder_of
    from tipsheet.publication import open_publication
    from tipsheet.publish.organizations import accepted_text
    from tipsheet.taxonomy import read_organization

    publication = open_publication(folder)
    if logo and len(domains) > 1:
        raise ConfigError("--logo is for one organisation at a time")
    written: list[str] = []
    for domain in domains:
        proposal = folder_of(publication) / f"{domain}.md"
        text = _text(proposal, domain)
        provider = read_organization(text, str(proposal))
        if "/" in provider.domain:
            raise ConfigError(f"{proposal}: domain must be a host, as press.example")
        target = f"_data/organizations/{provider.domain}.md"
        if (folder / target).exists() or provider.domain in publication.organizations:
            raise ConfigError(f"{target}: {provider.domain} is described already; edit that file")
        images = _logos(publication, provider.domain, logo, _proposed(proposal)[1]) if logo else ()
        whole = accepted_text(text, images)
        read_organization(whole, target)
        _put(folder / target, whole.encode())
        proposal.unlink()
        written.append(target)
    if json:
        emit_json({"written": written})
        return
    for target in written:
        out.print(f"written: {target}", markup=False)


def dismiss(domains: Domains, folder: Folder = Path("."), json: Json = False) -> None:
    """Take proposals away and never propose these domains again."""
    from tipsheet.pipeline.proposals import DISMISSED, dismissed, folder_of
    from tipsheet.publication import open_publication

    publication = open_publication(folder)
    for domain in domains:
        _text(folder_of(publication) / f"{domain}.md", domain)
    gone = sorted(dismissed(publication) | set(domains))
    _put(folder_of(publication) / DISMISSED, ("\n".join(gone) + "\n").encode())
    for domain in domains:
        (folder_of(publication) / f"{domain}.md").unlink()
    if json:
        emit_json({"dismissed": gone})
    else:
        out.print(f"dismissed: {', '.join(domains)}", markup=False)


def _text(proposal: Path, domain: str) -> str:
    if "/" in domain or not proposal.is_file():
        raise ConfigError(f"{domain} is not proposed; `tipsheet organizations list` names those that are")
    try:
        return proposal.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"{proposal}: cannot be read as text; mend it or take it away") from None


def _proposed(proposal: Path) -> tuple[str, list[str]]:
    """The name and the addresses of the logo candidates; one that cannot be read says so itself."""
    from tipsheet import frontmatter
    from tipsheet.errors import RecordError
    from tipsheet.taxonomy import images

    try:
        document = frontmatter.parse(_text(proposal, proposal.stem), str(proposal))
        return document.text("name") or proposal.stem, [
            i.url for i in images(document.get("logos"), str(proposal))
        ]
    except (RecordError, ConfigError) as error:
        return str(error), []


def _logos(publication: Publication, domain: str, logo: str, candidates: list[str]) -> tuple[Image, ...]:
    """The chosen logo as two square pictures of ours."""
    from tipsheet.publish.images import square
    from tipsheet.records import Image

    body = _picture(publication, domain, logo, candidates)
    made: list[Image] = []
    for side in SIDES_PX:
        relative = f"assets/images/organizations/{domain}-{side}x{side}.jpg"
        try:
            picture = square(body, side)
        except ValueError as error:
            raise ConfigError(f"--logo {logo}: {error}") from None
        _put(publication.folder / relative, picture)
        made.append(Image(url=f"/{relative}", width_px=side, height_px=side))
    return tuple(made)


def _picture(publication: Publication, domain: str, logo: str, candidates: list[str]) -> bytes:
    if logo.isdigit():
        if not 1 <= int(logo) <= len(candidates):
            raise ConfigError(f"--logo {logo}: {domain} has {len(candidates)} logo candidates")
        logo = candidates[int(logo) - 1]
    if "://" not in logo:
        try:
            return Path(logo).read_bytes()
        except OSError as error:
            raise ConfigError(f"{logo}: cannot be read ({error.strerror})") from None
    import asyncio

    from tipsheet.cli._work import gate_settings
    from tipsheet.fetch.gate import Gate

    async def ask() -> bytes:
        async with Gate(gate_settings(publication)) as gate:
            return (await gate.fetch(logo, kind="image")).body

    return asyncio.run(ask())


def _put(path: Path, body: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None
