"""What is known of single sites and searches: data in `sites.toml`, not code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from urllib.parse import quote

import can_ada

from tipsheet import urls
from tipsheet.records import Source
from tipsheet.stages.discover.opml import source_id

_TABLE = tomllib.loads(files(__package__).joinpath("sites.toml").read_text("utf-8"))
_RULES = tuple(
    (
        re.compile(r["host"]),
        re.compile(r["path"]),
        re.compile(r["query"]) if "query" in r else None,
        r["feed"],
    )
    for r in _TABLE["feed"]
)
SEARCHES: dict[str, str] = {s["name"]: s["url"] for s in _TABLE["search"]}


def feeds_for(url: str) -> tuple[str, ...]:
    """The feed addresses a well-known site has for this page of it; empty for any other address."""
    if urls.resolve("", url) is None:
        return ()
    parsed = can_ada.parse(url.strip())
    found = []
    for host, path, query, feed in _RULES:
        if host.fullmatch(parsed.hostname) is None or (at := path.fullmatch(parsed.pathname)) is None:
            continue
        if query is not None and (at := query.search(parsed.search)) is None:
            continue
        filled = feed.replace("{host}", parsed.hostname)
        for number, value in enumerate(at.groups(), 1):
            filled = filled.replace(f"{{{number}}}", value or "")
        found.append(filled)
    return tuple(found)


def search_sources(
    topic: str, keywords: Iterable[str], engines: Iterable[str], *, language: str = "en", country: str = "US"
) -> tuple[Source, ...]:
    """Sources that search the open news indexes for a topic's keywords, one an engine.

    `engines`: names of `[[search]]` in sites.toml, or templates of the editor's own with {query}.
    Keywords are joined by OR, those of more than one word quoted. Raises `ValueError` for an unknown engine.
    """
    words = list(dict.fromkeys(w.strip() for w in keywords if w.strip())) or [topic]
    query = " OR ".join(f'"{w}"' if " " in w else w for w in words[:10])
    made = []
    for engine in engines:
        template = SEARCHES.get(engine, engine)
        if "{query}" not in template or urls.resolve("", template.split("{", 1)[0]) is None:
            raise ValueError(f"no search is called {engine!r}; there are {', '.join(sorted(SEARCHES))}")
        address = template.replace("{query}", quote(query, safe=""))
        address = address.replace("{language}", language).replace("{country}", country)
        name = f"{engine if engine in SEARCHES else urls.host(address)}: {topic}"
        options = {"query": query, "engine": engine}
        made.append(
            Source(
                id=source_id(address), url=address, kind="search", name=name, topics=(topic,), options=options
            )
        )
    return tuple(made)
