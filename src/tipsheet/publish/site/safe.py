"""What strangers wrote, made fit for a page: addresses, text, path segments, JSON in HTML.

Templates escape by themselves; this module takes care of what escaping cannot: schemes
that run code, characters no XML may carry, letters that reorder their neighbours, and
names that would leave their folder.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from markupsafe import Markup

# C0 and C1 controls, lone surrogates, non-characters; tab, LF and CR become a space in `line`.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Overrides and embeddings of direction: they can make a title read as another one.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_UNSAFE = re.compile(r"[ \"<>^`{|}]")
_SPACE = re.compile(r"\s+")
_WEB = re.compile(r"https?://[^\s/?#\\@]", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?\Z", re.IGNORECASE
)
_AUTHORITY = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\Z")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,220}\Z")
_URI_SAFE = "%/:=&?~#+!$,;'@()*[]-._"

_json = msgspec.json.Encoder()


def text(value: str) -> str:
    """`value` without characters that XML forbids or that reorder text; line breaks stay."""
    if value.isascii() and value.isprintable():
        return value
    return _DIRECTION.sub("", _FORBIDDEN.sub("", value))


def line(value: str) -> str:
    """`text` on one line: a title, a name, a mail header."""
    value = text(value)
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    return _SPACE.sub(" ", value).strip()


def clip(value: str, limit: int) -> str:
    """`value` cut at a word edge to at most `limit` code points, the cut marked by an ellipsis."""
    if len(value) <= limit:
        return value
    cut = value[: limit - 1]
    edge = cut.rfind(" ")
    return cut[: edge if edge > limit // 2 else limit - 1].rstrip(" ,;:.-–—") + "…"


def web_url(url: str | None) -> str:
    """An http(s) address fit for `href`, a feed or a sitemap (RFC 3986 ASCII); "" for anything else."""
    if not url or not _WEB.match(url):
        return ""
    if "\\" in url:
        return ""  # browsers read it as "/", which moves the host
    if url.isascii() and url.isprintable() and not _UNSAFE.search(url):
        # a user name before the host poses as one: no "@" fits the pattern
        found = _AUTHORITY.match(url)
        return url if found is not None and _HOST.match(found[1]) else ""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError is one of them
        return ""
    if not _HOST.match(host + port) or "@" in parts.netloc:
        return ""
    rest = quote(_FORBIDDEN.sub("", parts.path), safe=_URI_SAFE)
    query = "?" + quote(_FORBIDDEN.sub("", parts.query), safe=_URI_SAFE) if parts.query else ""
    fragment = "#" + quote(_FORBIDDEN.sub("", parts.fragment), safe=_URI_SAFE) if parts.fragment else ""
    return f"{parts.scheme.lower()}://{host}{port}{rest}{query}{fragment}"


def host_of(url: str) -> str:
    """The host of a web address without "www."; "" when it has none."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return host.removeprefix("www.")


def slugify(value: str, limit: int = 80) -> str:
    """Lower-case ASCII words joined by "-", cut at a word edge; "" when nothing is left."""
    folded = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode("ascii").lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", folded.replace("'", "")))
    if len(slug) <= limit:
        return slug
    cut = slug[:limit]
    return cut[: cut.rfind("-")] if "-" in cut and slug[limit] != "-" else cut


def segment(value: str, kind: str) -> str:
    """A path segment for `value`: itself when it is plain, else a digest. `kind`: domain, slug, stem."""
    pattern = {"domain": _DOMAIN, "slug": _SLUG, "stem": _STEM}[kind]
    lowered = value.lower() if kind == "domain" else value
    if pattern.match(lowered) and ".." not in lowered:
        return lowered
    slug = slugify(value, 60)
    tail = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    return f"{slug}-{tail}" if slug else tail


def script_json(value: Any) -> Markup:
    """JSON that may stand inside `<script>`: no "<", ">", "&" or line separators left bare."""
    raw = _json.encode(value).decode()
    raw = raw.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(raw.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
