"""Providers that articles come from and no file describes: proposed in the working folder, never in the publication."""

from __future__ import annotations

from pathlib import Path

from tipsheet.errors import PublishError
from tipsheet.pipeline.context import Run
from tipsheet.publication import Publication
from tipsheet.publish import organizations
from tipsheet.urls import registrable_domain

DISMISSED = "dismissed.txt"  # the domains that an editor does not want to be asked about


def folder_of(publication: Publication) -> Path:
    """Where the proposals stand: `.tipsheet/proposals/organizations/DOMAIN.md`."""
    return publication.work / "proposals" / "organizations"


def dismissed(publication: Publication) -> set[str]:
    """The domains that are not to be proposed again."""
    path = folder_of(publication) / DISMISSED
    try:
        return set(path.read_text("utf-8").split()) if path.exists() else set()
    except (OSError, UnicodeDecodeError):
        raise PublishError(f"{path}: cannot be read; mend it or take it away") from None


def propose(run: Run) -> None:
    """Write a file for each unknown provider of a shown article; one that stands there is left as it is.

    A proposal for a provider that has become known is taken away.
    """
    publication = run.publication
    folder = folder_of(publication)
    known = set(publication.organizations)
    try:
        articles = (state.article for state in run.store.articles_with("grouped"))
        found = organizations.proposals(articles, known | dismissed(publication))
        for proposal in found:
            path = folder / f"{proposal.domain}.md"
            if not path.exists() and registrable_domain(f"https://{proposal.domain}/"):
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(organizations.proposal_text(proposal, run.now.date().isoformat()), "utf-8")
        for path in folder.glob("*.md"):
            if path.stem in known:
                path.unlink()
    except (OSError, PublishError) as error:
        run.problem(f"{folder}: no organisation could be proposed ({error})")
        return
    if found:
        run.note(f"{len(found)} publishers are not described yet: see `tipsheet organizations`")
