"""Lead images: what may pass, how it is cut, and its copies in three widths and three formats.

Bytes in, files out; nothing is fetched or written here. The gate fetches, `prepare`
decides and re-encodes (which drops every byte of metadata), the build writes the files.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from PIL import Image as Pillow
from PIL import ImageFilter, ImageOps, UnidentifiedImageError

from tipsheet.publish.renditions import FORMATS, WIDTHS, Renditions, renditions, widths_of
from tipsheet.records import Image, Output, Rejected

__all__ = ["FORMATS", "WIDTHS", "Prepared", "Renditions", "crop_box", "prepare", "renditions", "square"]

FOLDER = "images"
MAX_BYTES = 12_000_000
MAX_PIXELS = 40_000_000  # a decoded RGB picture of this size takes 120 MB
MIN_SIDE = 100  # px; smaller ones are icons and counters
WIDEST = 2.0  # width / height beyond which the sides are cut
TALLEST = 1.2  # below which top and bottom are cut

_ACCEPTED = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "GIF", "AVIF": "AVIF"}
_STAGE = "images"


class Prepared(NamedTuple):
    """A lead image ready to be published."""

    image: Image  # with `path`, `is_cached` and the measures of the original
    files: tuple[Output, ...]


def prepare(
    url: str, body: bytes, *, title: str | None = None, attribution: str | None = None
) -> Prepared | Rejected:
    """Re-encode one fetched picture, or say why not.

    Reasons: `too_large` (bytes), `svg`, `not_an_image`, `bomb` (pixels), `too_small`,
    `animated_too_long`, `broken`. The first frame of an animation is taken. Orientation
    is applied, colour is brought to 8-bit sRGB-like RGB on white, metadata is dropped.
    """

    def refuse(reason: str, detail: str) -> Rejected:
        return Rejected(stage=_STAGE, reason=reason, url=url, detail=detail)

    if len(body) > MAX_BYTES:
        return refuse("too_large", f"{len(body)} bytes, at most {MAX_BYTES}")
    if _looks_like_svg(body):
        return refuse("svg", "SVG can carry script and is never kept")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Pillow.open(io.BytesIO(body), formats=tuple(_ACCEPTED))
            width, height = picture.size
            if width * height > MAX_PIXELS:
                return refuse("bomb", f"{width}x{height} pixels, at most {MAX_PIXELS}")
            if min(width, height) < MIN_SIDE:
                return refuse("too_small", f"{width}x{height}, at least {MIN_SIDE} a side")
            picture.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
            flat = _flatten(ImageOps.exif_transpose(picture))
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        return refuse("bomb", "more pixels than any lead image has")
    except UnidentifiedImageError:
        return refuse("not_an_image", "no format we keep (JPEG, PNG, WebP, GIF, AVIF)")
    except Exception as error:  # a damaged file may raise anything out of a decoder
        return refuse("broken", f"{type(error).__name__} while decoding")
    cut = flat.crop(crop_box(flat))
    widest = min(cut.width, WIDTHS[-1])
    if widest < cut.width:
        cut = cut.resize((widest, max(1, round(cut.height * widest / cut.width))), Pillow.Resampling.LANCZOS)
    name = blake2b(body, digest_size=10).hexdigest()
    stem = f"{FOLDER}/{name[:2]}/{name}-"
    path = f"{stem}{cut.width}x{cut.height}.jpg"
    image = Image(
        url=url,
        width_px=width,
        height_px=height,
        title=title,
        attribution=attribution,
        is_cached=True,
        path=path,
    )
    files = (*_copies(cut, stem), Output(path=path, body=_encode(cut, "jpg")))
    return Prepared(image, files)


def square(body: bytes, side_px: int) -> bytes:
    """A logo as a square JPEG: the whole of it on white, no metadata.

    Raises `ValueError` with the reason for what is no picture, and for one that is too large.
    """
    if len(body) > MAX_BYTES:
        raise ValueError(f"{len(body)} bytes, at most {MAX_BYTES}")
    if _looks_like_svg(body):
        raise ValueError("SVG can carry script and is never kept; give a PNG or JPEG")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Pillow.open(io.BytesIO(body), formats=(*_ACCEPTED, "ICO"))
            if picture.width * picture.height > MAX_PIXELS:
                raise ValueError(f"{picture.width}x{picture.height} pixels, at most {MAX_PIXELS}")
            flat = _flatten(ImageOps.exif_transpose(picture))
    except ValueError:
        raise
    except Exception as error:  # as above
        raise ValueError(f"no picture that can be read ({type(error).__name__})") from None
    return _encode(ImageOps.pad(flat, (side_px, side_px), color="white"), "jpg")


def crop_box(picture: Pillow.Image) -> tuple[int, int, int, int]:
    """The part to keep (left, top, right, bottom): shape within 6:5 .. 2:1, where most detail is.

    Detail is the sum of edges in a small grey copy; a tie keeps the middle (sides) or the
    upper third (height), where faces usually are.
    """
    width, height = picture.size
    ratio = width / height
    if TALLEST <= ratio <= WIDEST:
        return (0, 0, width, height)
    small = picture.convert("L")
    small.thumbnail((96, 96))
    edges = small.filter(ImageFilter.FIND_EDGES)
    across = ratio > WIDEST
    keep = round(height * WIDEST) if across else round(width / TALLEST)
    whole = width if across else height
    lines = _energy(edges, across)
    size = max(1, round(len(lines) * keep / whole))
    wish = 0.5 if across else 0.33
    best, best_score = 0, -1.0
    for start in range(len(lines) - size + 1):
        room = max(1, len(lines) - size)
        score = sum(lines[start : start + size]) * (1 - 0.25 * abs(start / room - wish))
        if score > best_score:
            best, best_score = start, score
    offset = min(whole - keep, round(best / len(lines) * whole))
    return (offset, 0, offset + keep, height) if across else (0, offset, width, offset + keep)


def _energy(edges: Pillow.Image, across: bool) -> list[float]:
    width, height = edges.size
    data = edges.tobytes()
    if across:
        return [float(sum(data[x::width])) + 1 for x in range(width)]
    return [float(sum(data[y * width : (y + 1) * width])) + 1 for y in range(height)]


def _copies(cut: Pillow.Image, stem: str) -> Iterator[Output]:
    for width in widths_of(cut.width):
        small = cut
        if width != cut.width:
            small = cut.resize(
                (width, max(1, round(cut.height * width / cut.width))), Pillow.Resampling.LANCZOS
            )
        for kind in FORMATS:
            yield Output(path=f"{stem}{width}.{kind}", body=_encode(small, kind))


def _encode(picture: Pillow.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "avif":
        picture.save(out, "AVIF", quality=52, speed=8)
    elif kind == "webp":
        picture.save(out, "WEBP", quality=72, method=4)
    else:
        picture.save(out, "JPEG", quality=76, optimize=True, progressive=True)
    return out.getvalue()


def _flatten(picture: Pillow.Image) -> Pillow.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Pillow.new("RGB", picture.size, (255, 255, 255))
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    flat = picture.convert("RGB")
    flat.info.clear()
    return flat


def _looks_like_svg(body: bytes) -> bool:
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")) or b"<svg" in head
