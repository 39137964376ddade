"""The publication that the demo makes: its topics, organisations and sources."""

from __future__ import annotations

from tipsheet.demo import pictures
from tipsheet.demo.world import content, served
from tipsheet.records import Source

TITLE = "Slack Water"
ROOT_TOPIC = "Tidal Energy"


def sources() -> tuple[Source, ...]:
    """One source for each publisher, the retired one included; addresses as a reader would be given them."""
    return tuple(
        Source(
            id=p.key,
            url=p.site + (p.moved_from or p.source),
            kind="sitemap" if p.feed in ("sitemap_index", "news_sitemap") else "auto",
            name=p.name,
        )
        for p in served().publishers
    )


def publication_files() -> dict[str, bytes]:
    """Topic and organisation files with the organisations' logos, by path in the publication's folder.

    Layout: FORMAT.md sections 6 and 9; `family` (owner group) and `standing` (0..100) are ours.
    """
    out = {}
    for entry in sorted((content() / "topics").iterdir(), key=lambda e: e.name):
        out[f"_data/topics/{entry.name}"] = entry.read_bytes()
    for publisher in served().publishers:
        if not publisher.listed:
            continue
        logo = f"assets/images/organizations/{publisher.host}"
        lines = [
            "---",
            "taxonomy: organization",
            f"_id: {publisher.host}",
            f"name: {publisher.name}",
            f"domain: {publisher.host}",
            f'description: "{publisher.description}"',
            f"family: {publisher.family}",
            f"standing: {publisher.standing}",
            "images:",
        ]
        for side in (50, 400):
            lines += [f"  - url: /{logo}-{side}x{side}.jpg", f"    width: {side}", f"    height: {side}"]
            out[f"{logo}-{side}x{side}.jpg"] = pictures.draw(publisher.host, side, side, "jpeg")
        out[f"_data/organizations/{publisher.host}.md"] = ("\n".join(lines) + "\n---\n").encode()
    return out
