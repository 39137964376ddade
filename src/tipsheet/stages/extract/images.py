"""The lead image with its declared size and its renditions.

Stated images (Open Graph, JSON-LD, Twitter) compete with what the page shows: a stated picture that
also stands in the page wins over one that does not. Measured in docs/decisions/025-images.md.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from tipsheet.records import Image
from tipsheet.stages.extract.blocks import BOX_BIT, Blocks
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
    r"full|original|e\d{9,}))+$"
)
_FURNITURE = re.compile(
    r"logo|icon|avatar|sprite|spacer|blank|pixel|1x1|placeholder|loading|gravatar|badge|button|banner|"
    r"tracking|emoji|"
    r"default[-_]?(?:image|share|og)|beacon|advert|/ads?/|doubleclick|feed-?icon|author|profile|headshot",
    re.I,
)
_FURNITURE_BITS = (
    BOX_BIT["related"] | BOX_BIT["nav"] | BOX_BIT["footer"] | BOX_BIT["comment"] | BOX_BIT["ad"] | BOX_BIT["signup"]
    | BOX_BIT["share"] | BOX_BIT["byline"]
)  # fmt: skip


def images(
    said: Said, blocks: Blocks, *, top: int, start: int | None, end: int | None, hint: str | None = None
) -> tuple[Image, ...]:
    """The lead image first, then its other renditions; () when the page shows and states none.

    `top`: the headline's block; `start`, `end`: the text's first block and one past its last.
    `hint`: what the feed named, for a page that neither shows nor states a picture.
    """
    stated = list(_stated(said))
    shown = list(_shown(said, blocks, top, start, end))
    lead = _lead(stated, shown)
    if lead is None:
        return (Image(url=hint),) if hint else ()
    key = picture(lead.url)
    others = [i for i in [*stated, *(i for i, _ in shown)] if i.url != lead.url and picture(i.url) == key]
    renditions = {lead.url: lead}
    for image in others:
        renditions.setdefault(image.url, image)
    return tuple(list(renditions.values())[:MAX_IMAGES])


def picture(url: str) -> str:
    """What two renditions of one picture have in common: the file's name without size and type."""
    parts = urlsplit(url)
    name = unquote(parts.path).rstrip("/").rsplit("/", 1)[-1].lower()
    name = re.sub(r"(?:\.(?:jpe?g|png|webp|gif|avif|jfif))+$", "", name)
    bare = _SIZE_IN_NAME.sub("", name)
    return bare if len(bare) > 3 else f"{parts.path.rsplit('/', 1)[0]}/{bare or name}"


def _lead(stated: list[Image], shown: list[tuple[Image, float]]) -> Image | None:
    seen = {picture(i.url) for i, _ in shown}
    for image in stated:
        if picture(image.url) in seen:
            return image
    if stated:
        return stated[0]
    best = max(shown, key=lambda pair: pair[1], default=None)
    return best[0] if best is not None and best[1] >= 1.0 else None


def _stated(said: Said) -> Iterator[Image]:
    """The images that the head and the structured data name, without repeats; site furniture left out."""
    known: set[str] = set()
    for address, width, height, title in _named(said):
        url = resolve(said.base, address) if address else None
        if (
            url
            and url not in known
            and not re.search(r"(?:logo|favicon|apple-touch|default[-_]?(?:og|share))", url, re.I)
        ):
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


def _shown(
    said: Said, blocks: Blocks, top: int, start: int | None, end: int | None
) -> Iterator[tuple[Image, float]]:  # fmt: skip
    """The pictures in the page's body and how well each stands for the article."""
    first = blocks.starts[start] if start is not None and start < len(blocks) else 0
    last = blocks.ends[end - 1] if end else len(blocks.tokens)
    head = blocks.starts[top] if top < len(blocks) else 0
    count = 0
    for number, (close, tag, attributes, _) in enumerate(blocks.tokens):
        if close or tag not in ("img", "source", "amp-img") or not attributes:
            continue
        count += 1
        if count > _MAX_SHOWN:
            return
        size = {k: int(v) for k, v in _SIZE.findall(attributes)}
        alt = _ALT.search(attributes)
        addresses = list(_addresses(attributes))
        if not addresses or _FURNITURE.search(addresses[0][0]) or 0 < size.get("width", 999) < 100:
            continue
        score = 1.0
        if min(head, first) - 120 <= number <= last:
            score += 1.0
            score += 0.5 * (number < first)
        score -= min(3.0, abs(number - first) / 400)
        score += min(size.get("width", 0), 1200) / 1200
        for address, width in addresses:
            url = resolve(said.base, address)
            if url:
                yield (
                    Image(
                        url=url,
                        width_px=width or size.get("width"),
                        height_px=size.get("height") if not width else None,
                        title=plain(alt[1]) or None if alt else None,
                    ),
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
