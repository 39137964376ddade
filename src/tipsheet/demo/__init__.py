"""The demo press: an invented world of publishers, served on loopback.

Everything in it is ours: sites under the reserved `.example` names, their articles, feeds and pictures.
The world stands still at `NOW`, so a run against it gives the same bytes every time.
"""

from __future__ import annotations

import hashlib
from typing import Any

from tipsheet.demo.folder import ROOT_TOPIC, TITLE, publication_files, sources
from tipsheet.demo.pairs import HardPair, hard_pairs
from tipsheet.demo.press import DemoPress
from tipsheet.demo.world import COPY_KINDS, NOW, START, Piece, everything, served

__all__ = [
    "COPY_KINDS",
    "NOW",
    "ROOT_TOPIC",
    "START",
    "TITLE",
    "DemoPress",
    "HardPair",
    "hard_pairs",
    "labelled",
    "labels",
    "publication_files",
    "sources",
]


def split_of(piece: Piece) -> str:
    """ "tune" or "report", by a hash of the event: what is tuned on is never reported on.

    Look-alike events share a tag and so a half; apart, neither half could test them.
    """
    key = next((t for t in piece.hard if ":" in t), piece.event)
    return "tune" if hashlib.sha256(f"tide {key}".encode()).digest()[0] % 2 else "report"


def labels() -> list[dict[str, Any]]:
    """The truth about every served article: {url, event, copy_of (a URL or None), kind, topics, hard}."""
    urls = {p.id: p.url for p in served().pieces}
    return [
        {
            "url": p.url,
            "event": p.event,
            "copy_of": urls[p.copy_of] if p.copy_of else None,
            "kind": p.copy_kind or p.kind,
            "topics": list(p.topics),
            "hard": list(p.hard),
        }
        for p in served().pieces
    ]


def labelled() -> list[dict[str, Any]]:
    """The labelled press in order of publication, served pieces and the rest.

    Keys: id, title, excerpt, text, published (ISO 8601, UTC), provider (a host), url, event,
    copy_of (an id or None), copy_kind, topics, hard, kind, split.
    """
    return [_row(p) for p in everything().pieces]


def _row(piece: Piece) -> dict[str, Any]:
    text = piece.text_at(NOW)
    return {
        "id": piece.id,
        "title": piece.title,
        "excerpt": piece.deck or text.split("\n\n")[0][:180],
        "text": "\n\n".join(p.removeprefix("## ") for p in text.split("\n\n")),
        "published": piece.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "provider": piece.publisher.host,
        "url": piece.url,
        "event": piece.event,
        "copy_of": piece.copy_of,
        "copy_kind": piece.copy_kind,
        "topics": list(piece.topics),
        "hard": list(piece.hard),
        "kind": piece.kind,
        "split": split_of(piece),
    }
