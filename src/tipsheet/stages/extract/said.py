"""What a page says of itself in marked places: meta elements, link elements, JSON-LD, its titles.

Read once from the tree; every field's module then asks here. Nothing is judged here.
Sources: schema.org, the Open Graph protocol, HTML Living Standard 4.2 (read 2026-11).
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser

from tipsheet.text import squeeze
from tipsheet.urls import resolve

_MAX_SCRIPT_CHARS = 1_500_000
_MAX_NODES = 400  # of JSON-LD; the most on 647 real pages is a few dozen
_MAX_META = 2_000
_MAX_SAME = 100  # statements of one name
_MAX_PLAIN_CHARS = 8_000  # of one statement; what asks is not made for more

Node = dict[str, Any]  # one JSON-LD object, as the page wrote it

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$"
)
_RAW_CONTROL = re.compile(r"[\x00-\x1f]")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")

ARTICLE_TYPES = frozenset(
    """
    article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle
    backgroundnewsarticle reviewnewsarticle askpublicnewsarticle liveblogposting advertisercontentarticle
    satiricalarticle scholarlyarticle techarticle medicalscholarlyarticle socialmediaposting report
    review criticreview recipe howto interview blogpost posting
    """.split()  # noqa: SIM905
)


class Said(msgspec.Struct, kw_only=True):
    """The marked statements of one page; texts are squeezed to one line, addresses absolute."""

    url: str
    base: str
    metas: dict[str, list[str]]  # name, property or itemprop in lower case -> contents, in order
    rels: dict[str, list[tuple[str, str, str]]]  # rel -> (address, type, hreflang)
    nodes: list[Node]
    ids: dict[str, Node]
    title: str = ""  # <title>
    language: str = ""  # <html lang>

    def meta(self, *names: str) -> str:
        """The first non-empty content of the first of these names that has one; "" if none."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content:
                    return content
        return ""

    def rel(self, name: str) -> str | None:
        """The first address with that relation."""
        found = self.rels.get(name)
        return found[0][0] if found else None

    def follow(self, value: Any) -> Any:
        """A JSON-LD value, or the node its `@id` points at."""
        if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
            return self.ids.get(value["@id"], value)
        return value

    def each(self, value: Any) -> Iterator[Any]:
        """A JSON-LD value as its items, references followed."""
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield self.follow(item)

    def article(self) -> Node | None:
        """The JSON-LD node that speaks of this page's article: the one naming its address, else the first."""
        articles = [n for n in self.nodes if types_of(n) & ARTICLE_TYPES]
        for node in articles:
            if self._names_this_page(node):
                return node
        return next((n for n in articles if n.get("headline")), articles[0] if articles else None)

    def _names_this_page(self, node: Node) -> bool:
        mine = {_bare(self.url), _bare(self.rel("canonical") or ""), _bare(self.meta("og:url"))} - {""}
        for key in ("url", "mainEntityOfPage", "@id"):
            for value in self.each(node.get(key)):
                address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
                if isinstance(address, str) and _bare(address) in mine:
                    return True
        return False


def listen(tree: LexborHTMLParser, url: str) -> Said:
    """All marked statements of the page at `url`."""
    base = url
    for node in tree.css("base"):
        href = node.attributes.get("href")
        if href:
            base = resolve(url, href) or url
        break
    nodes, ids = _json_ld(tree)
    root = tree.root
    title = tree.css_first("title")
    return Said(
        url=url,
        base=base,
        metas=_metas(tree),
        rels=_rels(tree, base),
        nodes=nodes,
        ids=ids,
        title=plain(title.text()) if title is not None else "",
        language=(root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root else "",
    )


def types_of(node: Node) -> set[str]:
    """The node's types in lower case, without a namespace."""
    kinds = node.get("@type")
    return {
        k.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()
        for k in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(k, str)
    }


def plain(value: Any) -> str:
    """A statement's text, at most 8,000 characters: one line, entities and stray tags resolved (they come escaped twice)."""
    if not isinstance(value, str):
        return ""
    value = value[:_MAX_PLAIN_CHARS]
    if "&" in value:
        value = entities.unescape(value)
        if "&" in value:
            value = entities.unescape(value)
    if "<" in value:
        value = re.sub(r"</?[a-zA-Z][^<>]{0,500}>", "", value)
    return squeeze(value)


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", address.strip()).rstrip("/").lower()


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta")[:_MAX_META]:
        said = node.attributes
        content = said.get("content") or said.get("value")
        if content is None:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = said.get(key)
            if name:
                known = found.setdefault(name.strip().lower(), [])
                if len(known) < _MAX_SAME:
                    known.append(plain(content))
    return found


def _rels(tree: LexborHTMLParser, base: str) -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for node in tree.css("link")[:_MAX_META]:
        said = node.attributes
        rel, href = said.get("rel") or said.get("itemprop"), said.get("href")
        if not rel or not href:
            continue
        names = rel.lower().split()
        if not _WANTED_RELS.isdisjoint(names):
            address = resolve(base, href)
            if address:
                for name in names:
                    found.setdefault(name, []).append(
                        (address, said.get("type") or "", said.get("hreflang") or "")
                    )
    return found


_WANTED_RELS = frozenset(
    {"canonical", "amphtml", "image_src", "icon", "apple-touch-icon", "author", "thumbnailurl", "url"}
)


def _json_ld(tree: LexborHTMLParser) -> tuple[list[Node], dict[str, Node]]:
    nodes: list[Node] = []
    ids: dict[str, Node] = {}
    for script in tree.css('script[type="application/ld+json" i]')[:100]:
        source = script.text()
        if source and len(source) <= _MAX_SCRIPT_CHARS:
            _collect(_read_json(source), nodes, ids)
    return nodes, ids


def _read_json(source: str) -> Any:
    """The JSON, after the repairs that real pages need; None when it stays broken."""
    for repair in (str, _repaired, lambda s: entities.unescape(_repaired(s))):
        try:
            return msgspec.json.decode(repair(source))
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
            continue
    return None


def _repaired(source: str) -> str:
    source = _WRAPPING.sub("", _RAW_CONTROL.sub(" ", source))
    source = re.sub(r"\\(?![\"\\/bfnrtu])", r"\\\\", source)
    return _TRAILING_COMMA.sub(r"\1", source.strip().rstrip(";"))


_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "video", "hasPart", "isPartOf", "publisher")


def _collect(value: Any, nodes: list[Node], ids: dict[str, Node]) -> None:
    """Top-level nodes and those of the few properties that hold the article, breadth first."""
    queue = [value]
    while queue and len(nodes) < _MAX_NODES:
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item[:_MAX_NODES]
        elif isinstance(item, dict):
            key = item.get("@id")
            if isinstance(key, str) and len(item) > 2:
                ids.setdefault(key, item)
            if "@type" in item:
                nodes.append(item)
            queue.extend(item[k] for k in _INSIDE if isinstance(item.get(k), list | dict))
