"""What of an article is compared: its address, its headline, its runs of words."""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TAILS = (" | ", " - ", " – ", " — ", " :: ", " · ")


def words(text: str) -> list[str]:
    """The text's words in lower case; single characters where a script has no spaces."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if not _UNSPACED.search(text):
        return found
    return [piece for word in found for piece in (word if _UNSPACED.search(word) else (word,))]


def shingles(text: str, size: int, most_words: int) -> array[int]:
    """The text's different runs of `size` words as sorted 32-bit numbers, the same on every machine."""
    found = words(text)[:most_words]
    runs = (" ".join(found[i : i + size]) for i in range(len(found) - size + 1))
    return array("I", sorted({zlib.crc32(run.encode()) for run in runs}))


def normal_title(title: str, site_name: str, min_words: int) -> str:
    """The headline as compared: words only, without the site's name at its end; "" when too short."""
    site = site_name.strip().casefold()
    if site:
        for mark in _TAILS:
            head, cut, tail = title.rpartition(mark)
            if cut and tail.strip().casefold() == site:
                title = head
    found = words(title)
    return " ".join(found) if len(found) >= min_words else ""


def address(url: str) -> str:
    """An address as compared: without scheme, `www.`, fragment and last slash; "" for a site's front page.

    Many sites name their front page as the canonical address of every article.
    """
    rest = url.partition("://")[2] or url
    rest = rest.partition("#")[0].removeprefix("www.").rstrip("/")
    return rest if "/" in rest or "?" in rest else ""
