"""OPML: subscription lists in and out.

Source: opml.org spec 2.0. An import can create sources with http/https addresses, nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from tipsheet import urls
from tipsheet.records import Discovery, Rejected, Source
from tipsheet.stages.discover import xml
from tipsheet.text import squeeze

MAX_SOURCES = 20_000
MAX_DEPTH = 30


def read_opml(body: bytes, content_type: str | None = None, url: str = "") -> tuple[Source, ...] | Rejected:
    """The feeds of a subscription list, each address once, folder names as topics.

    Rejects with "not_opml". Lines without a usable feed address are passed over.
    """
    root = xml.parse(body, content_type)
    if root is None or not any(True for _ in root.iter("{*}outline", "{*}OUTLINE", "{*}Outline")):
        if root is not None and str(root.tag).lower().endswith("opml"):
            return ()
        return Rejected(stage="discover", reason="not_opml", url=url, detail="no OPML outline found")
    found: dict[str, Source] = {}
    for outline in root.iter("{*}outline", "{*}OUTLINE", "{*}Outline"):
        if len(found) >= MAX_SOURCES:
            break
        source = _source(outline, url)
        if source is not None:
            found.setdefault(urls.canonical_key(source.url), source)
    return tuple(found.values())


def read_opml_document(
    body: bytes, url: str, content_type: str | None, source_id: str
) -> Discovery | Rejected:
    """A subscription list as a source: its feeds are the documents it leads to."""
    sources = read_opml(body, content_type, url)
    if isinstance(sources, Rejected):
        return sources
    return Discovery(
        source_id=source_id,
        url=url,
        kind="opml",
        children=tuple(s.url for s in sources),
        cut=(f"only the first {MAX_SOURCES} feeds are read",) if len(sources) >= MAX_SOURCES else (),
    )


def write_opml(sources: Iterable[Source], title: str = "", created: str = "") -> bytes:
    """The feeds among `sources` as OPML 2.0, UTF-8, grouped by their first topic, order kept."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        if source.url.startswith(("http://", "https://")) and source.kind not in ("mail", "search"):
            groups.setdefault(source.topics[0] if source.topics else "", []).append(source)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "  <head>"]
    lines.append(f"    <title>{_escaped(title)}</title>")
    if created:
        lines.append(f"    <dateCreated>{_escaped(created)}</dateCreated>")
    lines += ["  </head>", "  <body>"]
    for name, members in groups.items():
        indent = "    "
        if name:
            lines.append(f"    <outline text={_quoted(name)} title={_quoted(name)}>")
            indent = "      "
        lines += [indent + _outline(source) for source in members]
        if name:
            lines.append("    </outline>")
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode("utf-8")


def source_id(url: str) -> str:
    """A stable id for a source made from its address: its host and eight hex digits."""
    digest = hashlib.sha256(urls.canonical_key(url).encode("utf-8", "replace")).hexdigest()[:8]
    return f"{urls.host(url) or 'source'}-{digest}"


def _source(outline: xml.Element, base: str) -> Source | None:
    attributes = {str(k).lower(): str(v) for k, v in outline.attrib.items()}
    address = attributes.get("xmlurl", "").strip()
    if address.lower().startswith("feed:"):
        address = address[5:].removeprefix("//")
        address = address if address.startswith("http") else "http://" + address
    target = urls.resolve(base, address) if address else None
    if target is None:
        return None
    folders = []
    for depth, parent in enumerate(outline.iterancestors()):
        if depth > MAX_DEPTH:
            break
        if str(parent.tag).lower().endswith("outline"):
            name = squeeze(str(parent.get("text") or parent.get("title") or ""))
            if name:
                folders.append(name[:100])
    name = squeeze(attributes.get("title") or attributes.get("text") or "")[:200]
    return Source(id=source_id(target), url=target, kind="auto", name=name, topics=tuple(folders[:1]))


def _outline(source: Source) -> str:
    name = _quoted(source.name or source.url)
    return f'<outline type="rss" text={name} title={name} xmlUrl={_quoted(source.url)}/>'


def _quoted(text: str) -> str:
    return quoteattr(_printable(text))


def _escaped(text: str) -> str:
    return _printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _printable(text: str) -> str:
    return "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "￾￿")
