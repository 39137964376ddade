"""The smaller fields: addresses, site, excerpt, section, tags, paywall, video, links out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from tipsheet import urls
from tipsheet.records import Image, Provider
from tipsheet.stages.extract.blocks import Blocks
from tipsheet.stages.extract.images import of_value
from tipsheet.stages.extract.render import absolute
from tipsheet.stages.extract.said import Node, Said, plain, types_of
from tipsheet.text import cut, excerpt, normalised_title, sentences

EXCERPT_CHARS = 300
_MIN_SUMMARY_CHARS = 40
_MAX_TAGS = 20
_MAX_LINKS = 200

_FURNITURE_SUMMARY = re.compile(
    r"cookie|javascript|your browser|subscri(?:be|ption)|sign up|log ?in\b|newsletter|"
    r"all rights reserved|privacy policy|"
    r"lorem ipsum|datenschutz|einwilligung|adblock|enable js|page not found|access denied|"
    r"are you a robot|captcha",
    re.I,
)
_PARTS = re.compile(r"\s+[|–—•·:»-]+\s+|\s*[|｜]\s*")
_MAX_NAME_WORDS = 4  # a longer one that the host does not spell is likely a slogan
_MAX_CUT_CHARS = 120  # a summary that is longer and does not end as a sentence was cut
_TORN = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|&hellip;)\s*$")
_HREF = re.compile(r'\shref="([^"]*)"')


# ------------------------------------------------------------------------ addresses


def canonical(said: Said) -> str | None:
    """The address the page prefers for itself: the link element, else og:url, else JSON-LD's."""
    node = said.article() or {}
    stated = [
        said.rel("canonical"),
        urls.resolve(said.base, said.meta("og:url")) if said.meta("og:url") else None,
    ]
    for value in said.each(node.get("mainEntityOfPage")):
        address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(address, str) and address.startswith("http"):
            stated.append(urls.resolve(said.base, address))
    return next((s for s in stated if s), None)


def own_address(said: Said, page_url: str, canonical_url: str | None) -> str:
    """Where a reader is sent: the canonical address when it is this site's and no front page.

    Else the page's own. A page cannot claim to be another site's article, and a template's canonical of
    "/" names no article.
    """
    if canonical_url:
        unwrapped = urls.clean(canonical_url)
        same = urls.registrable_domain(unwrapped) == urls.registrable_domain(urls.clean(page_url))
        path = urlsplit(unwrapped).path
        if same and (path.strip("/") or not urlsplit(page_url).path.strip("/")):
            return unwrapped
    return urls.clean(page_url)


def amp(said: Said, tree: LexborHTMLParser, page_url: str) -> str | None:
    """The AMP version's address; the page's own where it is one."""
    stated = said.rel("amphtml")
    if stated:
        return urls.from_amp_cache(stated) or stated
    root = tree.root
    if root is not None and ("amp" in root.attributes or "⚡" in root.attributes):
        return urls.from_amp_cache(page_url) or page_url
    return None


# ----------------------------------------------------------------------------- site


def site_name(said: Said) -> str:
    """The site's name as it calls itself, without its slogan; "" when it does not.

    Sites put slogans, addresses and even the headline where their name belongs. So a statement is taken
    by its parts, and one that reads like a sentence gives way to one that spells the host.
    """
    heads = {normalised_title(t) for t in (said.meta("og:title"), said.title) if t}
    weak = ""
    for stated in _named_sites(said):
        name = _own_part(stated, said, heads)
        if name and (_spells_host(name, said.url) or len(name.split()) <= _MAX_NAME_WORDS):
            return cut(name, 120)
        weak = weak or name
    return _title_tail(said) or cut(weak, 120)


def _named_sites(said: Said) -> Iterator[str]:
    """What the page states as its site's name, most trusted first; no addresses."""
    stated = [said.meta(name) for name in ("og:site_name", "application-name", "al:android:app_name",
                                           "apple-mobile-web-app-title")]  # fmt: skip
    for node in [said.article() or {}, *said.nodes]:
        stated += [_organisation_name(said, node.get(key)) for key in ("publisher", "sourceOrganization")]
    stated += [plain(n.get("name")) for n in said.nodes if types_of(n) & {"website", "newsmediaorganization"}]
    return (s for s in stated if s and not re.match(r"https?:|www\.", s))


def _own_part(stated: str, said: Said, heads: set[str]) -> str:
    """The part of a stated site name that is the name: not the headline, and the host's if one is."""
    parts = [p.strip(" |-–—:•·") for p in _PARTS.split(stated)]
    parts = [p for p in parts if normalised_title(p)]
    parts = [p for p in parts if normalised_title(p) not in heads or _spells_host(p, said.url)]
    if len(parts) > 1 or (parts and parts[0] != stated):
        own = [p for p in parts if _spells_host(p, said.url)]
        return own[0] if own else parts[0]
    return parts[0] if parts else ""


def _spells_host(name: str, url: str) -> bool:
    """Whether a name and the host's own label share their letters, or the name's initials are the label."""
    label = re.sub(r"[\W_]+", "", urls.registrable_domain(url).split(".")[0]).casefold()
    key = re.sub(r"[\W_]+", "", name).casefold()
    initials = "".join(word[0] for word in re.findall(r"\w+", name)).casefold()
    return len(key) > 2 and (key in label or label in key or (len(initials) > 2 and initials == label))


def _title_tail(said: Said) -> str:
    """The end of <title> that spells the host's name."""
    tail = re.split(r"\s[|–—·:»-]\s", said.title)[-1].strip()
    return tail if tail != said.title and _spells_host(tail, said.url) else ""


def _organisation_name(said: Said, value: object) -> str:
    for item in said.each(value):
        name = plain(item.get("name")) if isinstance(item, dict) else plain(item)
        if name and not name.startswith("http"):
            return name
    return ""


def provider(said: Said, url: str, site: str, known: Mapping[str, Provider]) -> Provider:
    """The organisation behind the page: the editor's entry for its domain or host, else as stated."""
    domain = urls.registrable_domain(url)
    host = urls.host(url).removeprefix("www.")
    entry = known.get(host) or known.get(domain)
    if entry is not None:
        return entry
    return Provider(name=site or domain, domain=domain)


def logos(said: Said) -> tuple[Image, ...]:
    """What the page names as its organisation's logo, the most explicit first, at most five; () if nothing."""
    found: dict[str, Image] = {}
    node = said.article() or {}
    named = [v for key in ("publisher", "sourceOrganization") for v in said.each(node.get(key))]
    named += [n for n in said.nodes if types_of(n) & _ORGANIZATIONS]
    stated = [image for n in named if isinstance(n, dict) for image in of_value(said, n.get("logo"))]
    icons = [a for a in (said.meta("og:logo"), said.rel("apple-touch-icon"), said.rel("icon")) if a]
    for image in [*stated, *(Image(url=urls.resolve(said.base, a) or "") for a in icons)]:
        if image.url and not image.url.startswith("data:"):
            found.setdefault(image.url, image)
    return tuple(found.values())[:_MAX_LOGOS]


_ORGANIZATIONS = frozenset({"organization", "newsmediaorganization", "corporation", "localbusiness"})
_MAX_LOGOS = 5


# -------------------------------------------------------------------------- excerpt


def summary(said: Said, title: str, text: str, link_excerpt: str = "") -> str:
    """A few sentences that end as sentences: the page's own summary, else the text's beginning."""
    node = said.article() or {}
    heading = normalised_title(title)
    for stated in (
        said.meta("og:description"), plain(node.get("description")), said.meta("description"),
        said.meta("twitter:description", "sailthru.description", "dc.description"), plain(link_excerpt),
    ):  # fmt: skip
        if len(stated) < _MIN_SUMMARY_CHARS or _FURNITURE_SUMMARY.search(stated):
            continue
        key = normalised_title(stated)
        if key == heading or heading.startswith(key):
            continue
        whole = _whole(stated, text)
        if len(whole) >= _MIN_SUMMARY_CHARS:
            return excerpt(whole, EXCERPT_CHARS)
    return excerpt(_opening(text, heading), EXCERPT_CHARS)


def _whole(stated: str, text: str) -> str:
    """A summary with its own end: a cut one goes on as the text does, or ends after a whole one."""
    bare = _TORN.sub("", stated).rstrip()
    flat = text[:4000].replace("\n", " ")
    if bare == stated and stated[-1:] in '.!?。！？"”’»)':
        return stated
    at = flat.find(bare[-40:])
    if at >= 0:
        more = flat[at + len(bare[-40:]) :]
        end = next((b for _, b in sentences(more)), 0)
        if end and len(bare) + end <= EXCERPT_CHARS + 60:
            return bare + more[:end]
    torn_word = _is_torn(bare, flat)
    if bare == stated and not torn_word and len(bare) < _MAX_CUT_CHARS:
        return stated
    ends = [b for _, b in sentences(bare)]
    if len(ends) > 1 and ends[-2] >= _MIN_SUMMARY_CHARS:
        return bare[: ends[-2]]
    if torn_word:
        bare = bare.rpartition(" ")[0].rstrip(" ,;:-–—(\"'“„«")
    return bare + "…" if torn_word or bare != stated else stated


def _is_torn(summary: str, text: str) -> bool:
    """Whether the summary stops inside a word that the text has whole."""
    last = re.search(r"\w+$", summary)
    if last is None or " " not in summary:
        return False
    word = re.escape(last[0])
    return not re.search(rf"\b{word}\b", text, re.I) and bool(re.search(rf"\b{word}\w", text, re.I))


def _opening(text: str, heading: str) -> str:
    """The text from its first real paragraph on."""
    for start, end in ((m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)):
        line = text[start:end]
        if (
            len(line) >= _MIN_SUMMARY_CHARS
            and normalised_title(line) != heading
            and not _FURNITURE_SUMMARY.search(line)
        ):
            return text[start:]
    return text


# ---------------------------------------------------------- section, tags, paywall


def section(said: Said) -> str:
    """The publisher's own section; "" when not stated."""
    node = said.article() or {}
    value = node.get("articleSection")
    first = next((plain(v) for v in said.each(value) if isinstance(v, str)), "")
    return cut(
        first
        or said.meta(
            "article:section", "og:article:section", "parsely-section", "section", "cxenseparse:section"
        ),
        80,
    )


def tags(said: Said) -> tuple[str, ...]:
    """The publisher's own keywords, without repeats, at most 20."""
    node = said.article() or {}
    listed: list[str] = list(said.metas.get("article:tag", ()))
    listed += [plain(v) for v in said.each(node.get("keywords")) if isinstance(v, str)]
    for name in ("news_keywords", "parsely-tags", "sailthru.tags", "keywords"):
        listed += said.metas.get(name, ())
    kept: dict[str, str] = {}
    for line in listed:
        for tag in re.split(r"[,;|]", line) if len(listed) < 60 else [line]:
            tag = tag.strip(" #\"'")
            if 1 < len(tag) <= 60:
                kept.setdefault(tag.casefold(), tag)
    return tuple(list(kept.values())[:_MAX_TAGS])


def paywalled(said: Said) -> bool:
    """Whether the page says that its text is not free to read."""
    for node in said.nodes:
        if types_of(node) & {"webpage", "website"} and "isAccessibleForFree" not in node:
            continue
        free = node.get("isAccessibleForFree")
        if free is False or (isinstance(free, str) and free.strip().lower() in ("false", "no", "0")):
            return True
    return said.meta("article:content_tier", "content_tier").lower() in (
        "locked",
        "metered",
        "paid",
        "premium",
    )


# --------------------------------------------------------------------- video, links

_EMBEDS = (
    (re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed/|watch\?v=|v/)([\w-]{11})"), "https://www.youtube-nocookie.com/embed/{}"),
    (re.compile(r"https?://youtu\.be/([\w-]{11})"), "https://www.youtube-nocookie.com/embed/{}"),
    (re.compile(r"https?://(?:player\.)?vimeo\.com/(?:video/)?(\d{5,12})"), "https://player.vimeo.com/video/{}"),
    (re.compile(r"https?://(?:www\.|geo\.)?dailymotion\.com/(?:embed/)?video/(\w{5,12})"), "https://www.dailymotion.com/embed/video/{}"),
)  # fmt: skip


def video(said: Said, frames: Iterable[str]) -> str | None:
    """The embedding of the page's video, made by us for known players only; None if there is none.

    `frames`: the addresses of the page's frames, read before the tree lost them.
    """
    for address in _video_addresses(said, frames):
        for pattern, form in _EMBEDS:
            found = pattern.match(address if "://" in address else "https:" + address)
            if found:
                return (
                    f'<iframe src="{form.format(found[1])}" width="560" height="315" loading="lazy" '
                    'sandbox="allow-scripts allow-same-origin allow-presentation" allowfullscreen></iframe>'
                )
    return None


def frames(tree: LexborHTMLParser) -> list[str]:
    """The addresses of the first frames in the page."""
    nodes = tree.css("iframe")[:20]
    return [a for n in nodes for a in (n.attributes.get("src"), n.attributes.get("data-src")) if a]


def _video_addresses(said: Said, frames: Iterable[str]) -> Iterator[str]:
    for node in said.nodes:
        if "videoobject" in types_of(node):
            yield from _texts(node, "embedUrl", "contentUrl", "url")
    for name in ("og:video:secure_url", "og:video:url", "og:video", "twitter:player"):
        yield said.meta(name)
    yield from frames


def _texts(node: Node, *keys: str) -> Iterator[str]:
    for key in keys:
        value = node.get(key)
        if isinstance(value, str):
            yield value


def links(blocks: Blocks, chosen: Iterable[int], base: str, own: str) -> tuple[str, ...]:
    """The addresses that the article's own words link to, absolute, without repeats, at most 200."""
    found: dict[str, None] = {}
    for i in chosen:
        if not blocks.links[i]:
            continue
        for close, tag, attributes, _ in blocks.tokens[blocks.starts[i] : blocks.ends[i]]:
            if tag == "a" and not close:
                href = _HREF.search(attributes)
                if href and href[1] and not href[1].startswith("#"):
                    address = absolute(base, href[1].replace("&amp;", "&"))
                    if address and address.split("#")[0] != own:
                        found.setdefault(address)
                    if len(found) >= _MAX_LINKS:
                        return tuple(found)
    return tuple(found)
