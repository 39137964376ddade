"""What is special about one site, told by its editor: selectors that win over what we would have chosen.

The rules are values: files of the publication (`_data/sites/DOMAIN.yaml`), each version with the day it
begins. The day a page was fetched picks the version, so that old pages are read by old rules. A selector
that finds nothing changes nothing. See docs/adding-a-source.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tipsheet import urls
from tipsheet.records import Article, Image, Page, SiteRules, SiteVersion
from tipsheet.stages.extract.authors import names_in
from tipsheet.stages.extract.blocks import Blocks
from tipsheet.stages.extract.body import Body
from tipsheet.stages.extract.dates import Moment, parse_moment
from tipsheet.stages.extract.images import picture
from tipsheet.text import cut, excerpt, squeeze

_MARK = "data-tipsheet-text"
_MARKED = f' {_MARK}="'
_MAX_FOUND = 200
_MAX_DROPPED = 1_000
_MAX_TAGS = 20


class Marked(msgspec.Struct, frozen=True):
    """What a site's rules found on one page: the article's fields by name, and its time."""

    fields: Mapping[str, Any] = {}
    published: Moment | None = None
    text: bool = False  # the boxes of the text are marked in the tree


def version_of(sites: Mapping[str, SiteRules], page: Page) -> SiteVersion | None:
    """The rules for the page's host, or the nearest host above it, that held when it was fetched."""
    host = urls.host(page.final_url or page.url)
    while host:
        rules = sites.get(host)
        if rules is not None:
            day = page.fetched_at.astimezone(UTC).date()
            return next((version for version in rules.versions if version.since <= day), None)
        host = host.partition(".")[2]
    return None


def drop(tree: LexborHTMLParser, version: SiteVersion | None) -> None:
    """Take off the page what is to be dropped, before anything is read."""
    for selector in version.drop if version else ():
        for _ in range(_MAX_DROPPED):  # one at a time: what stands inside another goes with it
            node = tree.css_first(selector)
            if node is None:
                break
            node.decompose()


def apply(tree: LexborHTMLParser, version: SiteVersion | None, base: str, latest: datetime) -> Marked:
    """Mark the boxes of the text in the tree, and read the fields.

    `base`: the address that relative ones are relative to; no time later than `latest` counts.
    """
    if version is None:
        return Marked()
    for node in tree.css(f"[{_MARK}]"):
        del node.attrs[_MARK]  # nobody else says what is marked
    boxes = tree.css(version.text)[:_MAX_FOUND] if version.text else []
    for node in boxes:
        node.attrs[_MARK] = "1"
    return Marked(dict(_fields(tree, version, base)), _published(tree, version, latest), bool(boxes))


def framed(marked: Marked, blocks: Blocks) -> Body | None:
    """The blocks inside the marked boxes; None when none is marked or nothing stands in them."""
    if not marked.text:
        return None
    inside = [False] * len(blocks.box_parent)
    for box, parent in enumerate(blocks.box_parent):
        inside[box] = _MARKED in blocks.box_attributes[box] or (box > 0 and inside[parent])
    chosen = tuple(i for i, box in enumerate(blocks.boxes) if box >= 0 and inside[box])
    return Body(chosen, chosen[0], chosen[-1] + 1, 1.0) if chosen else None


def overruled(article: Article, marked: Marked) -> Article:
    """The article with the fields that the rules found."""
    fields = dict(marked.fields)
    if marked.published is not None:
        fields |= {"published_at": marked.published.utc(), "date_only": marked.published.at is None}
    lead = fields.pop("image", None)
    if lead is not None:
        key = picture(lead.url)
        same = [image for image in article.images if picture(image.url) == key and image.url != lead.url]
        fields["images"] = (lead, *same)
    return msgspec.structs.replace(article, **fields) if fields else article


def _fields(tree: LexborHTMLParser, version: SiteVersion, base: str) -> Iterator[tuple[str, Any]]:
    for name, selector in (("title", version.title), ("section", version.section)):
        said = next(_texts(tree, selector), "")
        if said:
            yield name, cut(said, 300)
    summary = next(_texts(tree, version.excerpt), "")
    if summary:
        yield "excerpt", excerpt(summary)
    authors = tuple(dict.fromkeys(name for line in _texts(tree, version.authors) for name in names_in(line)))
    if authors:
        yield "authors", authors
    tags = tuple(dict.fromkeys(cut(tag, 60) for tag in _texts(tree, version.tags)))[:_MAX_TAGS]
    if tags:
        yield "tags", tags
    image = _image(tree, version.image, base)
    if image is not None:
        yield "image", image
    if version.paywall:
        yield "paywalled", bool(tree.css(version.paywall))
    if version.type:
        yield "type", version.type
    if version.language:
        yield "language", version.language


def _texts(tree: LexborHTMLParser, selector: str) -> Iterator[str]:
    """What the selected elements say: a meta element's content, else its words."""
    for node in tree.css(selector)[:_MAX_FOUND] if selector else []:
        said = squeeze((node.attributes.get("content") or node.text(separator=" "))[:5_000])
        if said:
            yield said


def _published(tree: LexborHTMLParser, version: SiteVersion, latest: datetime) -> Moment | None:
    for node in tree.css(version.published)[:_MAX_FOUND] if version.published else []:
        for said in (
            node.attributes.get("datetime"),
            node.attributes.get("content"),
            node.text(separator=" "),
        ):
            moment = parse_moment(squeeze((said or "")[:400]), month_first=version.month_first)
            if moment is not None and moment.utc() <= latest:
                return moment
    return None


def _image(tree: LexborHTMLParser, selector: str, base: str) -> Image | None:
    for node in tree.css(selector)[:_MAX_FOUND] if selector else []:
        address = _address(node)
        url = urls.resolve(base, address) if address else None
        if url:
            return Image(url=url, title=squeeze((node.attributes.get("alt") or "")[:300]) or None)
    return None


def _address(node: LexborNode) -> str:
    for name in ("src", "data-src", "content", "href"):
        value = node.attributes.get(name)
        if value and not value.startswith("data:"):
            return value
    return ""
