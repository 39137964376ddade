"""The lead image with its declared size and its renditions.

Stated images (Open Graph, JSON-LD, Twitter) compete with what the page shows: a stated picture that
also stands in the page wins over one that does not. Measured in docs/decisions/022-metadata.md.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from urllib.parse import unquote

import msgspec

from tipsheet.records import Image
from tipsheet.stages.extract.blocks import Blocks
from tipsheet.stages.extract.said import Node, Said, plain
from tipsheet.urls import resolve

MAX_IMAGES = 12
_MAX_SHOWN = 400
_SOURCE = re.compile(
    r"\s(src|data-src|srcset|data-srcset|data-original|data-lazy-src|data-lazy|data-image|"
    r'data-full-src|data-hi-res-src)="([^"]+)"'
)
_SIZE = re.compile(r'\s(width|height)="(\d{1,5})(?:px)?"')
_ALT = re.compile(r'\salt="([^"]*)"')
_SIZE_IN_NAME = re.compile(
    r"(?:[-_.]?(?:\d{2,4}x\d{2,4}|[wh]_?\d{2,4}|\d{3,4}[wp]|\d{3,4}|scaled|large|medium|small|square|"
    r"wide|thumb(?:nail)?|"
    r"full|original|e\d{9,})){1,6}$"  # no more: a name of digits can be cut in very many ways
)
_TYPE_IN_NAME = re.compile(r"(?:\.(?:jpe?g|png|webp|gif|avif|jfif)){1,3}$")
_MAX_NAME_CHARS = 200
_PICTURE_TAGS = frozenset({"img", "source", "amp-img"})
_FURNITURE = re.compile(
    r"logo|icon|avatar|sprite|spacer|blank|pixel|1x1|placeholder|loading|gravatar|badge|button|banner|"
    r"tracking|emoji|"
    r"default[-_]?(?:image|share|og)|beacon|advert|/ads?/|doubleclick|feed-?icon|author|profile|headshot",
    re.I,
)

# What a page names where it has no picture: the site's own mark, or an empty one.
_STAND_IN = re.compile(
    r"logo|favicon|apple-touch|default[-_]?(?:og|share)|cards?[-_]default|"
    r"(?:/|/\w{1,20}_)(?:blank|spacer|placeholder|transparent|pixel|1x1|no[-_]?image)(?:[-_]?\d+(?:x\d+)?)?\.(?:jpe?g|png|gif|webp)(?:$|\?)",
    re.I,
)


def images(
    said: Said, blocks: Blocks, *, top: int, start: int | None, end: int | None, hint: str | None = None
) -> tuple[Image, ...]:
    """The lead image first, then its other renditions; () when the page shows and states none.

    `top`: the headline's block; `start`, `end`: the text's first block and one past its last.
    `hint`: what the feed named, for a page that neither shows nor states a picture.
    """
    stated = list(_stated(said))
    shown = list(_shown(blocks, top, start, end))
    lead = _lead(said, stated, shown)
    if lead is None:
        return (Image(url=hint),) if hint else ()
    key = picture(lead.url)
    renditions = {lead.url: lead}
    for image in stated:
        if picture(image.url) == key:
            renditions.setdefault(image.url, image)
    for one in shown:
        if len(renditions) < MAX_IMAGES and one.key == key:
            found = _image(said, one)
            if found is not None:
                renditions.setdefault(found.url, found)
    return tuple(list(renditions.values())[:MAX_IMAGES])


def picture(url: str) -> str:
    """What two renditions of one picture have in common: the file's name without size and type."""
    path = url.partition("?")[0].partition("#")[0].rstrip("/")
    folder, _, name = path.rpartition("/")
    name = (unquote(name) if "%" in name else name).lower()[-_MAX_NAME_CHARS:]
    bare = _SIZE_IN_NAME.sub("", _TYPE_IN_NAME.sub("", name))
    return bare if len(bare) > 3 else f"{folder.rpartition('/')[2]}/{bare or name}"


class _Shown(msgspec.Struct, frozen=True):
    """A picture in the page's body, its address as written."""

    address: str
    key: str
    width_px: int | None
    height_px: int | None
    title: str
    score: float


def _lead(said: Said, stated: list[Image], shown: list[_Shown]) -> Image | None:
    seen = {one.key for one in shown}
    for image in stated:
        if picture(image.url) in seen:
            return image
    if stated:
        return stated[0]
    best = max(shown, key=lambda one: one.score, default=None)
    return _image(said, best) if best is not None and best.score >= 1.0 else None


def _image(said: Said, one: _Shown) -> Image | None:
    url = resolve(said.base, one.address)
    return (
        Image(url=url, width_px=one.width_px, height_px=one.height_px, title=one.title or None)
        if url
        else None
    )


def _stated(said: Said) -> Iterator[Image]:
    """The images that the head and the structured data name, without repeats; site furniture left out."""
    known: set[str] = set()
    for address, width, height, title in _named(said):
        url = resolve(said.base, address) if address else None
        if url and url not in known and not _STAND_IN.search(url):
            known.add(url)
            yield Image(url=url, width_px=width, height_px=height, title=title or None)


def _named(said: Said) -> Iterator[tuple[str, int | None, int | None, str]]:
    single = len(said.metas.get("og:image", ())) == 1
    width, height = (
        _number(said.meta(f"og:image:{side}")) if single else None for side in ("width", "height")
    )
    for address in said.metas.get("og:image", ()):
        yield address, width, height, said.meta("og:image:alt")
    node = said.article() or {}
    yield from _of_node(said, node.get("image"))
    for name in ("twitter:image", "twitter:image:src", "og:image:secure_url", "og:image:url", "sailthru.image.full",
                 "thumbnail", "image", "parsely-image-url", "msapplication-tileimage-article"):  # fmt: skip
        yield said.meta(name), None, None, ""
    yield from _of_node(said, node.get("thumbnailUrl"))
    for rel in ("image_src", "thumbnailurl"):
        yield said.rel(rel) or "", None, None, ""


def of_value(said: Said, value: object) -> Iterator[Image]:
    """The images of a JSON-LD value (an address, a node, a list of them), their addresses absolute."""
    for address, width, height, title in _of_node(said, value):
        url = resolve(said.base, address)
        if url:
            yield Image(url=url, width_px=width, height_px=height, title=title or None)


def _of_node(said: Said, value: object) -> Iterator[tuple[str, int | None, int | None, str]]:
    for item in said.each(value):
        if isinstance(item, str):
            yield item, None, None, ""
        elif isinstance(item, dict):
            yield from _of_image_node(item)


def _of_image_node(node: Node) -> Iterator[tuple[str, int | None, int | None, str]]:
    for key in ("url", "contentUrl"):
        value = node.get(key)
        for address in value if isinstance(value, list) else [value]:
            if isinstance(address, str):
                yield (
                    address,
                    _number(node.get("width")),
                    _number(node.get("height")),
                    plain(node.get("caption")),
                )


def _number(value: object) -> int | None:
    if isinstance(value, dict):
        value = value.get("value")
    found = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", str(value)) if value is not None else None
    return int(found[1]) or None if found else None


def _shown(blocks: Blocks, top: int, start: int | None, end: int | None) -> Iterator[_Shown]:
    """The pictures in the page's body and how well each stands for the article."""
    first = blocks.starts[start] if start is not None and start < len(blocks) else 0
    last = blocks.ends[end - 1] if end else len(blocks.tokens)
    head = blocks.starts[top] if top < len(blocks) else 0
    count = 0
    for number, (close, tag, attributes, _) in enumerate(blocks.tokens):
        if close or tag not in _PICTURE_TAGS or not attributes:
            continue
        count += 1
        if count > _MAX_SHOWN:
            return
        size = {k: int(v) for k, v in _SIZE.findall(attributes)}
        addresses = list(_addresses(attributes))
        if not addresses or _FURNITURE.search(addresses[0][0]) or 0 < size.get("width", 999) < 100:
            continue
        alt = _ALT.search(attributes)
        title = plain(alt[1]) if alt else ""
        score = 1.0
        if min(head, first) - 120 <= number <= last:
            score += 1.0 + 0.5 * (number < first)
        score -= min(3.0, abs(number - first) / 400)
        score += min(size.get("width", 0), 1200) / 1200
        for address, width in addresses:
            yield _Shown(
                address,
                picture(address),
                width or size.get("width"),
                None if width else size.get("height"),
                title,
                score,
            )


def _addresses(attributes: str) -> Iterator[tuple[str, int | None]]:
    """The addresses in an image's tag, largest promise first, with the width that srcset declares."""
    found: list[tuple[str, int | None]] = []
    for name, value in _SOURCE.findall(attributes):
        value = entities.unescape(value).strip()
        if value.startswith("data:"):
            continue
        if "srcset" in name:
            for candidate in re.split(r",\s+", value)[:20]:
                parts = candidate.split()
                if parts:
                    width = re.fullmatch(r"(\d{2,5})w", parts[1]) if len(parts) > 1 else None
                    found.append((parts[0].rstrip(","), int(width[1]) if width else None))
        else:
            found.append((value, None))
    return iter(found)
