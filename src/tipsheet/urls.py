"""Addresses: cleaned for readers, keyed for identity, resolved, shortened and un-cached.

Pure text handling beside `text.py`; nothing here touches the network. Parsing follows
the WHATWG URL standard (through Ada), so that we read an address as browsers dial it.
Sources: WHATWG URL (read 2026-11); amp.dev "AMP Cache URL format"; FORMAT.md section 1;
measured choices in docs/decisions/010-urls.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urljoin

import can_ada
import msgspec

if TYPE_CHECKING:
    from tldextract import TLDExtract

# ------------------------------------------------------------------- tracking names

_TRACKING_NAMES = frozenset(
    # a word list reads better than a hundred quotes
    """
    fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid msclkid yclid ysclid twclid ttclid
    li_fat_id igshid igsh mibextid rdt_cid epik irclickid ef_id s_kwcid s_cid rb_clickid zanpid
    mc_cid mc_eid _hsenc _hsmi __hstc __hssc __hsfp hsctatracking mkt_tok ml_subscriber ml_subscriber_hash
    ck_subscriber_id vero_conv vero_id _openstat _ga _gl _ke _bhlid __s dm_i elqtrackid elqtrack
    srsltid wickedid wpisrc wt.mc_id wt.mc_ev wt.rss_f wt.rss_a wt.rss_ev icid ncid ocid cmpid
    xtor sr_share soc_src soc_trk tpcc guccounter guce_referrer guce_referrer_sig __twitter_impression
    cn-reloaded mbid ftag smid smtyp emc cmp fb_action_ids fb_action_types fb_ref fb_source action_object_map
    action_type_map action_ref_map ga_source ga_medium ga_term ga_content ga_campaign ga_place
    spm scm_id trk trkcampaign trkemail rss_ev ns_mchannel ns_source ns_campaign ns_linkname ns_fee
    int_cmp intcmp cid_source echobox syn-25a6b1a6 taid __tn__ hc_ref wtmcid wprov usqp amp_js_v amp_gsa
    """.split()  # noqa: SIM905
)
_TRACKING_PREFIXES = (
    "utm_", "itm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "oly_", "at_custom", "bsft_", "stm_", "sc_c",
    "ga_utm", "vgo_",
)  # fmt: skip
_HOST_TRACKING: dict[str, frozenset[str]] = {
    # by registrable domain; names that mean something elsewhere
    "amazon.com": frozenset({"tag", "ref", "ref_", "linkcode", "linkid", "camp", "creative", "psc"}),
    "bbc.co.uk": frozenset({"at_medium", "at_campaign", "at_link_id", "at_link_origin", "at_format"}),
    "bbc.com": frozenset({"at_medium", "at_campaign", "at_link_id", "at_link_origin", "at_format"}),
    "instagram.com": frozenset({"img_index"}),
    "medium.com": frozenset({"source", "sk"}),
    "nytimes.com": frozenset({"partner", "searchresultposition", "ref"}),
    "reddit.com": frozenset({"share_id", "ref", "ref_source"}),
    "spotify.com": frozenset({"si"}),
    "substack.com": frozenset({"r", "isfreemail", "triedredirect", "post_id", "publication_id"}),
    "techcrunch.com": frozenset({"ncid"}),
    "twitter.com": frozenset({"s", "t", "ref_src", "ref_url"}),
    "x.com": frozenset({"s", "t", "ref_src", "ref_url"}),
    "youtu.be": frozenset({"si", "feature"}),
    "youtube.com": frozenset({"si", "feature", "pp", "ab_channel"}),
}


class TrackingRules(msgspec.Struct, frozen=True):
    """Extra names to remove, from a user's ClearURLs file: `load_clearurls` makes it."""

    # a label of the host ("" = any host) -> (pattern the address must match, names to remove)
    by_label: dict[str, tuple[tuple[re.Pattern[str], tuple[re.Pattern[str], ...]], ...]] = {}

    def names_for(self, url: str, name: str) -> Iterable[re.Pattern[str]]:
        """The patterns that apply to this address on this host."""
        for label in ("", *name.split(".")):
            for matches, patterns in self.by_label.get(label, ()):
                if matches.search(url):
                    yield from patterns


_RULE_PREFIX = re.compile(r"^\^?https\?:(?:\\?/){2}(?:\(\?:\[a-z0-9-\]\+\\\.\)\*\??)?")


def load_clearurls(data: bytes, name: str = "the ClearURLs file") -> TrackingRules:
    """Read a user-supplied ClearURLs `data.min.json`, indexed by the host's label.

    Its redirections, exceptions and raw rules are not used.
    Raises `ValueError` with one plain line naming the file (the caller turns it into a `ConfigError`).
    """
    found: dict[str, list[tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]]] = {}
    try:
        for provider in json.loads(data)["providers"].values():
            names = [*provider.get("rules", []), *provider.get("referralMarketing", [])]
            where = str(provider["urlPattern"])
            label = re.match(r"[a-z0-9-]+", _RULE_PREFIX.sub("", where))
            patterns = tuple(re.compile(rf"^(?:{n})$", re.IGNORECASE) for n in names)
            found.setdefault(label[0] if label else "", []).append((re.compile(where, re.I), patterns))
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise ValueError(f"{name}: not a ClearURLs rule file ({error}); expected data.min.json") from None
    return TrackingRules({label: tuple(rules) for label, rules in found.items()})


# ------------------------------------------------------------------ parts of a URL


def host(url: str) -> str:
    """The host of `url`: ASCII (punycode), lower case, no port, no brackets, no trailing dot; "" if none."""
    parsed = _parse(url)
    return _bare_host(parsed.hostname) if parsed is not None else ""


def registrable_domain(url_or_host: str) -> str:
    """The domain somebody registered: `www.bbc.co.uk` -> `bbc.co.uk`, `a.github.io` -> `a.github.io`.

    From the public suffix list bundled with tldextract (no download), private suffixes
    included. An IP address, a bare suffix or a name without a dot is its own domain. "" if no host.
    """
    name = host(url_or_host) if "://" in url_or_host else host("http://" + url_or_host)
    return _domain_of(name)


def resolve(base: str, href: str) -> str | None:
    """`href` made absolute against `base`; None unless http/https, with a host, without credentials."""
    href = _strip(href)
    if not href and not base:
        return None
    lowered = href[:8].lower()
    if not lowered.startswith(("http://", "https://")):
        head, mark, tail = href.partition("?")
        try:
            href = urljoin(base, head.replace("\\", "/") + mark + tail)
        except ValueError:
            return None
    parsed = _parse(href)
    return str(parsed.href) if parsed is not None and not parsed.has_credentials() else None


# ----------------------------------------------------------- readers' form, identity


def clean(url: str, rules: TrackingRules | None = None) -> str:
    """The address a reader is sent to: without tracking names, fragment (but `#!`) and default port.

    Known redirectors and AMP caches are resolved to what they wrap. Scheme, host and the
    order of what remains stay as they are. Idempotent. What cannot be parsed as http/https
    comes back stripped of white space, unchanged.
    """
    parsed, _ = _unwrapped(url)
    if parsed is None:
        return _strip(url)
    query = str(parsed.search)
    if query:
        domain = _domain_of(_bare_host(parsed.hostname))
        kept = [p for p in _pairs(query) if not _is_tracking(p, domain, parsed, rules)]
        query = "?" + "&".join(kept) if kept else ""
    return f"{parsed.protocol}//{parsed.host}{parsed.pathname}{query}{_hashbang(parsed.hash)}"


def canonical_key(url: str, rules: TrackingRules | None = None) -> str:
    """The identity of an address: equal keys mean the same article.

    Never shown and never fetched. `https`, no `www.`, `m.`, `mobile.`, `amp.` before the
    registrable domain, no default port, no credentials, tracking or AMP/print names, names sorted (values of
    one name keep their order), unreserved characters decoded, no trailing slash, no
    `index.html`, no `/amp` after an article's path. `//` inside the path is kept.
    Idempotent. What cannot be parsed comes back stripped. Source: docs/decisions/010-urls.md.
    """
    for _ in range(8):
        key, settled = _key_once(url, rules)
        if settled or key == url:
            return key
        url = key
    return url


def article_id(url: str) -> str:
    """First 16 hex digits of SHA-256 over `canonical_key(url)` in UTF-8."""
    return hashlib.sha256(canonical_key(url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _key_once(url: str, rules: TrackingRules | None) -> tuple[str, bool]:
    """The key, and whether a second look is known to change nothing (most addresses are plain)."""
    parsed, wrapped = _unwrapped(url)
    if parsed is None:
        return _strip(url), False
    name = _bare_host(parsed.hostname)
    path, query = str(parsed.pathname), str(parsed.search)
    name, path, query = _same_place(_identity_host(name), path, query)
    tail = ""
    if len(query) > 1:
        domain = _domain_of(name)
        kept = [
            p
            for p in map(_decode_unreserved, _pairs(query))
            if not _is_tracking(p, domain, parsed, rules) and not _is_variant(p)
        ]
        kept.sort(key=lambda pair: pair.partition("=")[0])
        tail = "?" + "&".join(kept) if kept else ""
    port = f":{parsed.port}" if parsed.port not in ("", "80", "443") else ""
    shown = f"[{name}]" if ":" in name else name
    place = _identity_path(_decode_unreserved(path))
    key = f"https://{shown}{port}{place}{tail}{_hashbang(parsed.hash)}"
    same_shape = place.count("/") == path.rstrip("/").count("/") and ".amp" not in path
    settled = not wrapped and "%" not in key and same_shape
    return key, settled and shown not in _SPECIAL_HOSTS


_SPECIAL_HOSTS = frozenset({"youtube.com", "youtu.be", "google.com", "href.li"})
_VARIANT_HOSTS = ("m.", "mobile.", "amp.")


def _identity_host(name: str) -> str:
    while name.startswith("www.") and "." in name[4:]:
        name = name[4:]
    if name.startswith(_VARIANT_HOSTS):
        rest = name.split(".", 1)[1]
        if _domain_of(name) == rest:
            return rest
    if ".m." in name and name.endswith((".wikipedia.org", ".wiktionary.org", ".wikinews.org")):
        return name.replace(".m.", ".", 1)
    return name


def _identity_path(path: str) -> str:
    path = path.rstrip("/")
    for page in ("/index.html", "/index.htm"):
        if path.endswith(page):
            path = path[: -len(page)].rstrip("/")
    if path.endswith((".amp.html", ".amp.htm")):
        path = path.replace(".amp.htm", ".htm")
    head, _, last = path.rpartition("/")
    if last in ("amp", "print") and _looks_like_article(head.rpartition("/")[2]):
        path = head.rstrip("/")
    elif path.startswith("/amp/") and _looks_like_article(last):
        path = path[4:]
    return path or "/"


_YEARISH = re.compile(r"\d{4}")


def _looks_like_article(segment: str) -> bool:
    # /amp after a slug or number is a variant; after /products it may be a page about amplifiers.
    return segment.count("-") >= 2 or segment.endswith((".html", ".htm")) or bool(_YEARISH.search(segment))


_VARIANT_PAIRS = frozenset(
    ("amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "print=1", "print=true", "print=y", "m=1")
)


def _is_variant(pair: str) -> bool:
    return pair.lower() in _VARIANT_PAIRS


def _same_place(name: str, path: str, query: str) -> tuple[str, str, str]:
    """The video platform has five addresses for one video."""
    if name == "youtu.be" and len(path) > 1:
        return "youtube.com", "/watch", f"?v={path[1:].split('/')[0]}"
    if name in ("youtube.com", "youtube-nocookie.com"):
        found = re.fullmatch(r"/(?:embed|shorts|live|v)/([\w-]{6,})/?", path)
        if found:
            return "youtube.com", "/watch", f"?v={found[1]}"
        if path == "/watch" and "v=" in query:
            return name, path, "?" + "&".join(p for p in _pairs(query) if p.startswith("v="))
    return name, path, query


# ------------------------------------------------------------------ AMP cache (amp.dev)

_AMP_ROOT = "cdn.ampproject.org"
_IMAGE_ENDS = (".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_FONT_ENDS = (".eot", ".otf", ".ttf", ".woff", ".woff2")
_SERVING = {"content": "c", "viewer": "v", "image": "i", "font": "r"}


def amp_subdomain(name: str) -> str:
    """The AMP cache's subdomain for a publisher's host or URL (the official algorithm).

    Readable form where it fits in one DNS label, else 52 characters of base32 of SHA-256.
    Source: amp.dev "AMP Cache URL format"; vectors from ampproject/amp-toolbox.
    """
    ascii_host = host(name if "://" in name else "https://" + name)
    return _readable_label(ascii_host) or _hashed_label(ascii_host)


def amp_cache_url(url: str, serving: str = "content") -> str:
    """The AMP cache address of an AMP page, image or font; "" if `url` is not http/https.

    `serving`: "content" (images and fonts told by extension), "viewer", "image" or "font".
    Host, path and query stay as written, no slash is added, the fragment is dropped.
    """
    url = _strip(url)
    parsed = _parse(url)
    if parsed is None:
        return ""
    rest = url.split("://", 1)[1].split("#", 1)[0]
    kind = _SERVING[serving]
    if serving == "content":
        path = str(parsed.pathname).lower()
        kind = "i" if path.endswith(_IMAGE_ENDS) else "r" if path.endswith(_FONT_ENDS) else "c"
    secure = "s/" if parsed.protocol == "https:" else ""
    return f"https://{amp_subdomain(url)}.{_AMP_ROOT}/{kind}/{secure}{rest}"


def from_amp_cache(url: str) -> str | None:
    """The publisher's address inside an AMP cache or AMP viewer address; None if it is neither."""
    parsed = _parse(url)
    return _amp_inner(parsed) if parsed is not None else None


def _amp_inner(parsed: can_ada.URL) -> str | None:
    name = _bare_host(parsed.hostname)
    found = None
    if name == _AMP_ROOT or name.endswith("." + _AMP_ROOT):
        found = re.match(r"/(?:[civr]|wp|wp/[civr])/(s/)?(.+)", parsed.pathname)
    elif name.startswith(("www.google.", "google.")):
        found = re.match(r"/amp/(s/)?(.+)", parsed.pathname)
    elif name.endswith(".bing-amp.com"):
        found = re.match(r"/[civr]/(s/)?(.+)", parsed.pathname)
    if not found:
        return None
    inner = ("https://" if found[1] else "http://") + found[2] + str(parsed.search)
    target = _parse(inner)
    return inner if target is not None and "." in target.hostname and not target.has_credentials() else None


def _readable_label(name: str) -> str:
    if len(name) > 63 or "." not in name or (name[2:4] == "--" and not name.startswith("xn")):
        return ""
    shown = can_ada.idna_decode(name.encode())  # type: ignore[arg-type]  # its stub says str, it takes bytes
    sides = {unicodedata.bidirectional(c) for c in shown}
    if "L" in sides and sides & {"R", "AL"}:
        return ""
    label = shown.replace("-", "--").replace(".", "-")
    if not label.isascii():
        label = "xn--" + label.encode("punycode").decode()
    label = label.lower()
    if len(label) > 63:
        return ""
    return f"0-{label}-0" if label[2:4] == "--" and not label.startswith("xn") else label


def _hashed_label(name: str) -> str:
    digest = hashlib.sha256(name.encode()).digest()
    return base64.b32encode(digest).decode().lower().rstrip("=")


# --------------------------------------------------------------------- file names

_SLUG_MAX = 143  # reproduces both length cuts among the 866 records of FORMAT.md section 1


def slug(title: str) -> str:
    """A title as the tail of a record's file name: [a-z0-9-], at most 143 characters, cut at a word.

    "" when nothing of the title survives (Chinese, say): the caller falls back to the article id.
    Source: FORMAT.md section 1.
    """
    plain = "".join(c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c)).lower()
    plain = re.sub(r"[^a-z0-9\s-]", "", plain)
    whole = re.sub(r"[\s-]+", "-", plain).strip("-")
    if len(whole) <= _SLUG_MAX:
        return whole
    cut = whole[: _SLUG_MAX + 1].rpartition("-")[0]
    return cut or whole[:_SLUG_MAX]


# ------------------------------------------------------------------------- helpers

_EDGES = "".join(map(chr, range(0x21)))
_INNER_JUNK = re.compile(r"[\t\n\r]")


def _strip(url: str) -> str:
    """What browsers strip before parsing: C0 controls and spaces at the edges, tabs and newlines inside."""
    return _INNER_JUNK.sub("", url.strip(_EDGES))


def _parse(url: str) -> can_ada.URL | None:
    try:
        parsed = can_ada.parse(url)
    except (ValueError, TypeError):  # not a URL, or lone surrogates
        return None
    return parsed if parsed.protocol in ("http:", "https:") and _bare_host(parsed.hostname) else None


def _bare_host(name: str) -> str:
    return name.strip("[]").rstrip(".")


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """The public suffix list; brought in when it is first asked, as it costs more than all else here."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _domain_of(name: str) -> str:
    if not name or ":" in name or name.replace(".", "").isdigit():
        return name
    found = _suffixes().extract_str(name)
    if found.suffix:
        return found.top_domain_under_public_suffix or name
    return ".".join(name.split(".")[-2:])  # the list's rule for suffixes it does not know


def _pairs(search: str) -> list[str]:
    return [p for p in search.removeprefix("?").split("&") if p]


def _hashbang(fragment: str) -> str:
    return fragment if fragment.startswith("#!") and len(fragment) > 2 else ""


def _is_tracking(pair: str, domain: str, url: can_ada.URL, rules: TrackingRules | None) -> bool:
    name = pair.partition("=")[0].lower()
    if name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES):
        return True
    if name in _HOST_TRACKING.get(domain, ()):
        return True
    return rules is not None and any(p.search(name) for p in rules.names_for(url.href, url.hostname))


_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")


def _decode_unreserved(part: str) -> str:
    """RFC 3986 section 6.2.2: decode what needs no encoding, upper-case the rest, escape a bare `%`."""
    if "%" not in part:
        return part
    return _PERCENT.sub(_one_escape, part)


def _one_escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "%25"
    letter = chr(int(found[1], 16))
    return letter if letter in _UNRESERVED else f"%{found[1].upper()}"


# host (and its subdomains) -> path prefix -> the query name that carries the target
_REDIRECTORS: dict[str, tuple[str, tuple[str, ...]]] = {
    "www.google.com": ("/url", ("q", "url")),
    "google.com": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "l.instagram.com": ("/", ("u",)),
    "out.reddit.com": ("/", ("url",)),
    "t.umblr.com": ("/redirect", ("z",)),
    "www.bing.com": ("/news/apiclick.aspx", ("url",)),
    "www.linkedin.com": ("/redir/redirect", ("url",)),
    "www.youtube.com": ("/redirect", ("q",)),
    "duckduckgo.com": ("/l/", ("uddg",)),
    "slack-redir.net": ("/link", ("url",)),
    "vk.com": ("/away.php", ("to",)),
    "exit.sc": ("/", ("url",)),
    "steamcommunity.com": ("/linkfilter/", ("url", "u")),
}


def _unwrapped(url: str) -> tuple[can_ada.URL | None, bool]:
    """The address that known redirectors and AMP caches wrap, however often, and whether they do."""
    parsed, wrapped = _parse(url), False
    while parsed is not None:
        inner = _redirect_inner(parsed) or _amp_inner(parsed)
        target = _parse(inner) if inner else None
        # What is inside is shorter, so that this ends.
        if target is None or "." not in target.hostname or len(target.href) >= len(parsed.href):
            break
        parsed, wrapped = target, True
    return parsed, wrapped


def _redirect_inner(parsed: can_ada.URL) -> str | None:
    name = parsed.hostname
    if name.endswith(".safelinks.protection.outlook.com"):
        return _query_value(parsed, "/", ("url",))
    if name == "href.li":
        return unquote(parsed.search[1:]) or None
    return _query_value(parsed, *_REDIRECTORS[name]) if name in _REDIRECTORS else None


def _query_value(parsed: can_ada.URL, prefix: str, keys: tuple[str, ...]) -> str | None:
    if not parsed.pathname.startswith(prefix):
        return None
    query = parse_qs(parsed.search[1:])
    return next((query[k][0] for k in keys if k in query), None)
