"""Pictures drawn by code: the same name and size give the same bytes with the same Pillow."""

from __future__ import annotations

import hashlib
import io
import math
from functools import lru_cache

from PIL import Image, ImageDraw

_SKIES = (("#f4b266", "#5b7f95"), ("#c8dbe6", "#2f5d73"), ("#e7e3d4", "#3c6e71"), ("#f2d7d5", "#44546a"))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=256)
def draw(name: str, width: int, height: int, format_: str) -> bytes:
    """A sea under a sky with one of four motifs, chosen by `name`; JPEG, PNG or WebP bytes."""
    dice = hashlib.sha256(name.encode()).digest()
    top, sea = (_rgb(c) for c in _SKIES[dice[0] % len(_SKIES)])
    image = Image.linear_gradient("L").resize((width, height))
    image = Image.composite(Image.new("RGB", image.size, sea), Image.new("RGB", image.size, top), image)
    pen = ImageDraw.Draw(image)
    horizon = height * (45 + dice[1] % 20) // 100
    sun = _box(width * (20 + dice[2] % 60) // 100, horizon * 2 // 3, height // 12)
    pen.ellipse(sun, fill=(255, 246, 214))
    pen.rectangle((0, horizon, width, height), fill=sea)
    for row in range(9):
        y = horizon + (height - horizon) * row // 9
        shade = tuple(min(255, c + 6 * row) for c in sea)
        swell = height / 60
        wave = [(x, y + swell * math.sin(x / width * (9 + row) + dice[3 + row])) for x in range(0, width, 16)]
        pen.line(wave, fill=shade, width=max(1, height // 120))
    _MOTIFS[dice[12] % len(_MOTIFS)](pen, width, height, horizon, dice)
    out = io.BytesIO()
    image.save(out, format_.upper(), **({"quality": 80} if format_ != "png" else {"compress_level": 6}))
    return out.getvalue()


def _box(x: float, y: float, r: float) -> tuple[float, float, float, float]:
    return x - r, y - r, x + r, y + r


def _rotor(pen: ImageDraw.ImageDraw, w: int, h: int, horizon: int, dice: bytes) -> None:
    x, y, r = w * (30 + dice[13] % 40) / 100, horizon + h * 0.15, h * 0.22
    pen.line((x, y, x, h), fill=(230, 232, 235), width=max(2, h // 40))
    for blade in range(3):
        turn = math.tau * blade / 3 + dice[14] / 40
        tip = (x + r * math.cos(turn), y + r * math.sin(turn))
        side = (x + r * 0.25 * math.cos(turn + 0.5), y + r * 0.25 * math.sin(turn + 0.5))
        pen.polygon([(x, y), side, tip], fill=(245, 246, 248))
    pen.ellipse(_box(x, y, h * 0.03), fill=(190, 60, 50))


def _ship(pen: ImageDraw.ImageDraw, w: int, h: int, horizon: int, dice: bytes) -> None:
    x, y, length = w * (20 + dice[13] % 40) / 100, horizon + h * 0.06, w * 0.3
    keel = y + h * 0.1
    hull = [(x, y), (x + length, y), (x + length * 0.85, keel), (x + length * 0.1, keel)]
    pen.polygon(hull, fill=(150, 45, 40))
    pen.rectangle((x + length * 0.6, y - h * 0.14, x + length * 0.8, y), fill=(240, 240, 235))
    crane = (x + length * 0.3, y, x + length * 0.45, y - h * 0.25)
    pen.line(crane, fill=(240, 190, 40), width=max(2, h // 60))


def _bars(pen: ImageDraw.ImageDraw, w: int, h: int, horizon: int, dice: bytes) -> None:
    for i in range(8):
        tall = h * (10 + dice[13 + i] % 50) / 100
        left = w * (10 + i * 10) / 100
        pen.rectangle((left, h * 0.9 - tall, left + w * 0.06, h * 0.9), fill=(245, 222, 120))


def _headland(pen: ImageDraw.ImageDraw, w: int, h: int, horizon: int, dice: bytes) -> None:
    rise = h * (15 + dice[13] % 15) / 100
    top, foot = horizon - rise, horizon + h * 0.05
    land = [(0, top), (w * 0.25, top - rise * 0.2), (w * 0.55, horizon + h * 0.02), (0, foot)]
    pen.polygon(land, fill=(62, 84, 60))
    pen.rectangle((w * 0.2, horizon - rise * 1.9, w * 0.23, horizon - rise * 1.1), fill=(250, 250, 250))
    pen.rectangle((w * 0.2, horizon - rise * 2.05, w * 0.23, horizon - rise * 1.85), fill=(200, 40, 40))


_MOTIFS = (_rotor, _ship, _bars, _headland)
