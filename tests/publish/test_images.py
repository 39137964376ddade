"""Lead images: strangers' bytes refused or made into small clean copies."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageDraw

from tipsheet.publish import images
from tipsheet.publish.images import Prepared, prepare, renditions
from tipsheet.records import Rejected

URL = "https://a.example/lead.jpg"


def encoded(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """A picture with some detail in it."""
    picture = Pillow.new(mode, (width, height), (200,) * len(mode) if len(mode) > 1 else 200)
    draw = ImageDraw.Draw(picture)
    for at in range(0, width, 40):
        draw.line([(at, 0), (width - at, height)], fill=(30,) * len(mode) if len(mode) > 1 else 30, width=3)
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def made(body: bytes) -> Prepared:
    result = prepare(URL, body)
    assert isinstance(result, Prepared), result
    return result


def reason(body: bytes) -> str:
    result = prepare(URL, body)
    assert isinstance(result, Rejected), result
    return result.reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_three_widths_in_three_formats(kind: str) -> None:
    result = made(encoded(1600, 900, kind))
    assert result.image.path
    found = renditions(result.image.path)
    assert found is not None
    assert (found.widths, found.width, found.height) == ((320, 640, 1280), 1280, 720)
    paths = [output.path for output in result.files]
    assert sorted(paths) == sorted(
        [f"{found.stem}{w}.{f}" for w in found.widths for f in images.FORMATS] + [result.image.path]
    )
    for output in result.files:
        with Pillow.open(io.BytesIO(output.body)) as copy:
            width = (
                1280 if output.path == result.image.path else int(output.path.rsplit("-", 1)[1].split(".")[0])
            )
            assert copy.size == (width, width * 9 // 16)
            wanted = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[output.path.rsplit(".", 1)[1]]
            assert copy.format == wanted
    assert (result.image.width_px, result.image.height_px) == (1600, 900)
    assert result.image.is_cached


def test_the_srcset_names_the_files_that_were_made() -> None:
    result = made(encoded(900, 600))
    found = renditions(result.image.path)
    assert found
    paths = {output.path for output in result.files}
    for kind in images.FORMATS:
        for part in found.srcset(kind, "/base/").split(", "):
            path, size = part.split(" ")
            assert path.removeprefix("/base/") in paths
            assert path.endswith(f"{size[:-1]}.{kind}")


def test_a_small_picture_is_not_blown_up() -> None:
    result = made(encoded(500, 300))
    found = renditions(result.image.path)
    assert found
    assert found.widths == (320, 500)


def test_metadata_is_dropped_and_orientation_applied() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "secret caption"
    body = encoded(600, 800, exif=exif, comment=b"camera serial 1234", icc_profile=b"profile" * 20)
    result = made(body)
    assert b"secret" in body
    for output in result.files:
        assert b"secret" not in output.body
        assert b"serial" not in output.body
        with Pillow.open(io.BytesIO(output.body)) as copy:
            assert copy.width > copy.height
            assert not copy.getexif()
            assert "icc_profile" not in copy.info


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1", "CMYK"])
def test_every_colour_mode_becomes_plain_colour(mode: str) -> None:
    picture = Pillow.new("RGB", (400, 300), (10, 120, 60)).convert(mode)
    out = io.BytesIO()
    picture.save(out, "JPEG" if mode == "CMYK" else "PNG")
    for output in made(out.getvalue()).files:
        with Pillow.open(io.BytesIO(output.body)) as copy:
            assert copy.mode == "RGB"


def test_transparency_turns_white() -> None:
    out = io.BytesIO()
    Pillow.new("RGBA", (400, 300), (0, 0, 0, 0)).save(out, "PNG")
    with Pillow.open(io.BytesIO(made(out.getvalue()).files[-1].body)) as copy:
        pixel = copy.getpixel((5, 5))
        assert isinstance(pixel, tuple)
        assert min(pixel) > 245


@pytest.mark.parametrize(("width", "height"), [(3000, 400), (400, 3000), (1000, 1000), (1200, 400)])
def test_odd_shapes_are_cut_to_a_card(width: int, height: int) -> None:
    result = made(encoded(width, height))
    found = renditions(result.image.path)
    assert found
    assert images.TALLEST - 0.01 <= found.width / found.height <= images.WIDEST + 0.02


def test_the_cut_keeps_where_the_detail_is() -> None:
    picture = Pillow.new("RGB", (1200, 300), (240, 240, 240))
    draw = ImageDraw.Draw(picture)
    for at in range(900, 1180, 12):
        draw.rectangle([at, 40, at + 5, 260], fill=(0, 0, 0))
    left, top, right, bottom = images.crop_box(picture)
    assert (top, bottom) == (0, 300)
    assert right - left == 600
    assert left >= 500


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>",
        b"<!DOCTYPE svg><svg onload='x'/>",
        b"<!-- x --><svg/>",
    ],
)
def test_svg_is_refused(body: bytes) -> None:
    assert reason(body) == "svg"


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nearly nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (png_header(50_000, 50_000), "bomb"),
        (png_header(9_000, 9_000), "bomb"),
        (png_header(300, 300), "broken"),
        (b"", "not_an_image"),
        (b"GIF89a", "broken"),
        (b"<html><body>404</body></html>", "not_an_image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 200, "broken"),
        (b"%PDF-1.7", "not_an_image"),
        (encoded(60, 60), "too_small"),
        (encoded(2000, 50), "too_small"),
        (b"\0" * (images.MAX_BYTES + 1), "too_large"),
        (encoded(300, 300, "BMP"), "not_an_image"),
        (encoded(300, 300, "TIFF"), "not_an_image"),
    ],
)
def test_what_is_no_lead_image_is_refused_with_its_reason(body: bytes, why: str) -> None:
    assert reason(body) in (why, "not_an_image" if why == "broken" else why)


def test_an_animation_gives_its_first_frame() -> None:
    frames = [Pillow.new("RGB", (300, 200), c) for c in ((255, 0, 0), (0, 255, 0))]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with Pillow.open(io.BytesIO(made(out.getvalue()).files[-1].body)) as copy:
        assert getattr(copy, "n_frames", 1) == 1
        pixel = copy.getpixel((9, 9))
        assert isinstance(pixel, tuple)
        assert pixel[0] > 200


def test_the_same_bytes_get_the_same_names_and_bytes() -> None:
    body = encoded(700, 500)
    assert made(body) == made(body)
    assert made(body).image.path != made(encoded(701, 500)).image.path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_a_result_not_a_crash(at: int, noise: bytes) -> None:
    body = bytearray(WHOLE)
    at %= len(body)
    body[at : at + len(noise)] = noise
    assert isinstance(prepare(URL, bytes(body)), Prepared | Rejected)


WHOLE = encoded(240, 200)


@pytest.mark.parametrize("path", [None, "", "images/x.jpg", "images/ab/c-1x1.jpg", "images/ab/c-320x200.png"])
def test_other_paths_have_no_renditions(path: str | None) -> None:
    assert renditions(path) is None
