"""Draw the publication's icons anew: `python scripts/icons.py` writes them into the default theme."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw

ASSETS = Path(__file__).resolve().parents[1] / "src/tipsheet/publish/site/assets"


def icon(size: int, maskable: bool) -> bytes:
    """A sheet with three lines on red; a maskable one leaves the rim free."""
    big = 4 * size
    picture = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    unit = big / 32
    shift = (6.0, 0.62) if maskable else (0.0, 1.0)

    def at(*points: float) -> list[float]:
        return [(p * shift[1] + shift[0]) * unit for p in points]

    red, white, fold = (179, 50, 14, 255), (255, 255, 255, 255), (243, 201, 184, 255)
    draw.rounded_rectangle([0, 0, big - 1, big - 1], radius=0 if maskable else 7 * unit, fill=red)
    draw.polygon(at(9, 6, 19, 6, 24, 11, 24, 26, 9, 26), fill=white)
    draw.polygon(at(19, 6, 24, 11, 19, 11), fill=fold)
    for y, right in ((13, 20), (17, 20), (21, 17)):
        draw.rectangle(at(12, y, right, y + 2), fill=red)
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Write every size."""
    for size in (32, 180, 192, 512):
        (ASSETS / f"icon-{size}.png").write_bytes(icon(size, False))
    (ASSETS / "icon-maskable.png").write_bytes(icon(512, True))


if __name__ == "__main__":
    main()
