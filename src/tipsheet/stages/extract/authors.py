"""Who wrote it: people first, a named body where the page names no person.

Asked in order: JSON-LD, author meta elements, then the visible line near the headline or below the
text. A stated author that is a login name or the site itself gives way to a person whom the visible
line names. Measured in docs/decisions/022-metadata.md.
"""

from __future__ import annotations

import html as entities
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from tipsheet.stages.extract.blocks import BOX_BIT, INLINE, Blocks
from tipsheet.stages.extract.said import Said, plain, types_of
from tipsheet.text import squeeze
from tipsheet.urls import host

_MAX_AUTHORS = 12
_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "byl", "cxenseparse:author",
    "bc:authors",
    "og:author", "lp.article:author", "dc.creator", "dc:creator", "dcterms.creator", "citation_author",
    "article.author", "authors", "byline", "article:author_name", "twitter:data1",
)  # fmt: skip
_BY = (
    r"written by|posted by|story by|words by|text by|reported by|reporting by|published by|"
    r"contributed by|created by|"
    r"article by|authored by|submitted by|added by|review by|by|geschrieben von|verfasst von|"
    r"ein artikel von|ein beitrag "
    r"von|eine analyse von|ein kommentar von|ein gastbeitrag von|artikel von|von|autorin|autor(?:en)?|"
    r"text|écrit par|rédigé "
    r"par|publié par|par|escrito por|publicado por|por|scritto da|pubblicato da|a cura di|di|"
    r"geschreven door|door|av|af|"
    r"tekst|skrevet av|автор|текст|napisał|autore|autora|author|staff writer|redaktion|foto und text|"
    r"opinion by|interview|interview von|eine kolumne von|eine reportage von|recipe by|publiziert von"
)
_BY_START = re.compile(rf"^\W{{0,3}}(?:{_BY})\s*[:\-–]?\s+(?=\S)|^\W{{0,3}}(?:{_BY})\s*:\s*", re.I)
_BY_INSIDE = re.compile(
    rf"(?:[|·•,–—]|\d|\bUhr|[AP]M(?: [A-Z]{{2,3}})?)\s*(?:{_BY})\s*:?\s+(?=[^\W\d_])", re.I
)
_NOT_WRITING = re.compile(
    r"^\W*(?:(?:medically |legally |expert )?review|edit|fact|translat|übersetzt|photo|foto|image|"
    r"video|illustrat|traduit|"
    r"traduc|updated|recently|more |comment)",
    re.I,
)
_NOT_A_NAME = re.compile(
    r"^(?:posted|publi|written|geschrieben|veröffentlicht|fact|read|share|lesen|view|by|from)\b", re.I
)
_BY_ALONE = re.compile(rf"^\W*(?:{_BY})\s*:?$", re.I)
_VIEW_ALL = re.compile(
    r"^(?:view all posts by|view all articles by|more (?:from|by)|about(?: the author)?|mehr von|"
    r"alle (?:beiträge|artikel)"
    r" von|über|posts? by|articles? by|profile of|contact|follow|plus par|ver más de)\s*:?\s+",
    re.I,
)
_CUT = re.compile(
    r"\s*(?:[|·•●✍►»]|\s[–—-]\s|\s[–—-]$|\(|\bon (?=\w+ \d|behalf)|\bpublished\b|\bupdated\b|"
    r"\bposted\b|\bfollow\b|"
    r"\bgespeichert\b|\bcomments?\b|\breviewed\b|\bmedically\b|\bedited by\b|\bfact[- ]checked\b|\bam \d|"
    r"\bvor \d|\bTips meg\b|\s(?:in|at|for)\s+(?=[A-Z])|https?:|www\.|\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|"
    r"dec)[a-z]*\.? \d|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,|\btwitter\b|\bx gelesen).*$",
    re.I | re.S,
)
_SPLIT = re.compile(r"\s*(?:;|/|&|\+|\n|•|,?\s+(?:and|und|et|y|e|en|og|och|i|и|with|mit)\s+)\s*", re.I)
_COMMA = re.compile(r"\s*,\s*")
_ROLE = re.compile(
    r"\b(?:staff|editor|editorial|redak|redactie|redacción|rédaction|writer|reporter|correspondent|"
    r"contributor|author|admin"
    r"|team|desk|newsroom|news|press|media|agency|agentur|service|expert|columnist|journalist|director|"
    r"manager|founder|ceo|"
    r"professor|analyst|volontär|online|magazin|zeitung|herausgeber|producer|guest|special|chief|"
    r"senior|freelance|partner|"
    r"attorney|md|phd|blog|inc|llc|gmbh|company|group|university|department|institute|association|"
    r"foundation)\b|redak|®",
    re.I,
)
_ROLE_WORD = re.compile(
    r"content|marketing|coordinator|specialist|lesen|member|board|vice|president|head|lead|assistant|"
    r"associate|web|seo|"
    r"senior|junior|strategist|consultant|coach|owner|co-?founder|reader|follow|autorin|redakteurin?|"
    r"volontärin?",
    re.I,
)
_PARTICLE = frozenset(
    """
    de da do dos das del della di du van von der den ter ten la le el al bin ibn abu zu zum zur y e af av st los
    """.split()  # noqa: SIM905
)
_NOBODY = frozenset(
    """
    admin|administrator|adminn|editor|editors|staff|author|anonymous|unknown|guest|webmaster|redaktion|redaktie|team|user
    |newsroom|web desk|online desk|newsdesk|editorial staff|staff writer|staff reporter|wordpress|root|test|none|n/a|null
    |undefined|super user|die redaktion|la redacción|redacción|rédaction|la rédaction|press release|contributor
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_AUTHOR_MARK = re.compile(
    r'(?:class|itemprop|id)="[^"]*(?:author|byline|autor|writer|creator-name|posted-?by|\bfn\b|redakteur)'
    r'|rel="[^"]*\bauthor\b|href="[^"]*/(?:authors?|autor(?:en|es)?|auteurs?|autori|staff|editors?|'
    r"contributors?|people|reporters?|"
    r"journalists?|by|writers?|columnists?|profiles?|redakteure?|forfatter|skribent|tekijat|yazar|"
    r'mitarbeiter|experts?|signataires?)/[^"]',
    re.I,
)
# One of these is in whatever the expression finds; asking for them first takes less than half the time.
_AUTHOR_HINTS = (
    "author", "autor", "auteur", "byline", "writer", "creator-name", "posted", "fn", "redakteur", "/staff",
    "/editor", "/contributor", "/people", "/reporter", "/journalist", "/by/", "/columnist", "/profile",
    "/forfatter", "/skribent", "/tekijat", "/yazar", "/mitarbeiter", "/expert", "/signataire",
)  # fmt: skip
_MAX_NAMES_CHARS = 1_000  # of one line of names
_ADDRESS = re.compile(r"https?:\S*|www\.\S*|(?<!\S)[^\s@]+@\S+|(?<!\S)\S+?\.(?:com|org|net)/\S*")
_CREDENTIAL = re.compile(
    r"^(?:[A-Z][A-Za-z]{0,2}\.?){1,4}®?$|^(?:Esq|PhD|Ph\.D|M\.D|DVM|CEPF®|CPA|CFP®?|LCSW|RDN?|MBA|MPH|JD)\.?$"
)
_AGENCY = frozenset(
    {"cnn", "ap", "afp", "dpa", "reuters", "bbc", "npr", "upi", "apa", "epd", "kna", "ansa", "efe"}
)
_CJK_NAME = re.compile(
    r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}(?: [\u3040-\u30ff\u3400-\u9fff]{1,4})?$"
)
_BYLINE_BIT = BOX_BIT["byline"]
_ELSEWHERE = BOX_BIT["related"] | BOX_BIT["comment"] | BOX_BIT["nav"] | BOX_BIT["footer"] | BOX_BIT["cookie"]


def authors(
    said: Said, blocks: Blocks, top: int = 0, start: int | None = None, end: int | None = None
) -> tuple[str, ...]:
    """The names, in the page's order, without repeats; () when nobody is named.

    `top`: the headline's block. `start`, `end`: the first block of the article's text and one past
    its last, where known.
    """
    stated = _unique(_structured(said)) or _unique(_metas(said))
    sites = {_key(s) for s in _sites(said)}
    people = [n for n in stated if _likely_person(n) and _key(n) not in sites]
    if people:
        return tuple(people[:_MAX_AUTHORS])
    seen = _unique(_visible(blocks, top, start, end, _handles(said)))
    persons = [n for n in seen if _key(n) not in sites]
    persons = [n for n in persons if not any(n != m and n.startswith(m + " ") for m in persons)]
    if persons and (not stated or any(map(_likely_person, persons))):
        return tuple(persons[:_MAX_AUTHORS])
    known = [n for n in stated or seen if n.casefold() not in _NOBODY]
    return tuple(known[:_MAX_AUTHORS])


def _structured(said: Said) -> Iterator[str]:
    node = said.article()
    if node is None:
        return
    for key in ("author", "creator"):
        found = False
        for value in said.each(node.get(key)):
            for name in _node_names(said, value):
                found = True
                yield from _split(name)
        if found:
            return


def _node_names(said: Said, value: object) -> Iterator[str]:
    if isinstance(value, str):
        if not value.startswith("http"):
            yield plain(value)
    elif isinstance(value, dict):
        name = value.get("name")
        for item in name if isinstance(name, list) else [name]:
            text = plain(item.get("name") if isinstance(item, dict) else item)
            if text and "website" not in types_of(value):
                yield text


def _metas(said: Said) -> Iterator[str]:
    """The names of the first author element that has a name rather than an address."""
    weak: list[str] = []
    sites = {_key(s) for s in _sites(said)}
    for key in _META:
        if key == "twitter:data1" and "writ" not in said.meta("twitter:label1").lower():
            continue
        names = [n for content in said.metas.get(key, ()) for n in _split(_ADDRESS.sub("", content))]
        names = [n for n in names if not re.search(r"https?:|www\.|\.(?:com|org|net|de)\b|^@|/", n)]
        if any(_likely_person(n) and _key(n) not in sites for n in names):
            yield from names
            return
        weak = weak or names
    yield from weak


def _handles(said: Said) -> set[str]:
    """The names inside the addresses and accounts that the head gives for the author, as `_key`."""
    said_so = [
        c for name in ("article:author", "author", "twitter:creator") for c in said.metas.get(name, ())
    ]
    for value in said.each((said.article() or {}).get("author")):
        if isinstance(value, dict):
            said_so += [
                a for key in ("url", "@id", "sameAs") for a in said.each(value.get(key)) if isinstance(a, str)
            ]
    tails = (re.split(r"[?#]", address.strip().rstrip("/"))[0].rpartition("/")[2] for address in said_so)
    return {key for key in (_key(t.removeprefix("@")) for t in tails) if len(key) > 5 and not key.isdigit()}


def names_in(line: str) -> tuple[str, ...]:
    """The names in a line that is known to name people, as `By Ann Orr and Bo Lind, Reporter`."""
    return tuple(_split(line))


def _split(text: str) -> Iterator[str]:
    """The single names in a line of names."""
    text = _BY_START.sub("", _VIEW_ALL.sub("", squeeze(text[:_MAX_NAMES_CHARS])))
    text = _CUT.sub("", text) if re.search(r"\d|[|·•]|\(| (?:in|at|for) ", text) else text
    for piece in _SPLIT.split(text):
        parts = [p for p in _COMMA.split(piece) if p]
        if len(parts) == 2 and " " not in parts[0] and " " not in parts[1].strip() and len(parts[1]) > 3:
            parts = [f"{parts[1]} {parts[0]}"]  # "Doe, Jane"
        for place, part in enumerate(parts):
            name = part.strip(" .,:;|-–—*\"'“”")
            name = _role_cut(name)
            if place and not _likely_person(name):
                continue  # a place, a paper, a role
            if place == 0 and len(parts) > 1 and _credentials(parts[1:]):
                name = ", ".join(parts)
            if 1 < len(name) <= 80:
                yield name


def _role_cut(name: str) -> str:
    """A name without the role that follows it."""
    words = name.split()
    for place, word in enumerate(words[2:], 2):
        if _ROLE.fullmatch(word) or _ROLE_WORD.fullmatch(word):
            return " ".join(words[:place])
    return name


def _credentials(parts: list[str]) -> bool:
    return all(_CREDENTIAL.match(p.strip()) and p.strip().casefold() not in _AGENCY for p in parts)


def _visible(
    blocks: Blocks, top: int, start: int | None, end: int | None, handles: set[str]
) -> Iterator[str]:
    """The names of the byline: the best-placed line that names people in the manner of one."""
    named = _author_elements(blocks)
    ranked = []
    for i in _near(blocks, top, start, end):
        if len(blocks.texts[i]) > 200 and i not in named:
            continue
        found = _line(blocks, i, named.get(i, ()), handles)
        if found is None:
            continue
        score, names = found
        around = blocks.box_seen[blocks.boxes[i]]
        score -= 2.5 if around & BOX_BIT["comment"] else 1.0 if around & _ELSEWHERE else 0.0
        if start is not None and end is not None:
            away = start - i if i <= start else max(0, i - end)
            score -= min(away, 12) * (0.06 if i <= start else 0.2) + (0.5 if i > start + 2 else 0)
        ranked.append((-score, i, names))
    ranked.sort()
    if not ranked:
        return
    best = ranked[0]
    yield from best[2]
    for score, i, names in sorted(ranked[1:], key=lambda r: r[1]):
        if 0 < i - best[1] <= 4 and score <= best[0] + 0.6 and i in named:
            yield from names


def _line(
    blocks: Blocks, i: int, elements: Iterable[str], handles: set[str]
) -> tuple[float, list[str]] | None:
    """How much block `i` is a byline, and whom it names; None if it is none."""
    if _NOT_WRITING.match(blocks.texts[i]):
        return None
    box = blocks.boxes[i]
    marked = bool((blocks.box_mask[box] | blocks.box_mask[blocks.box_parent[box]]) & _BYLINE_BIT)
    text = blocks.spaced(i)
    opened = _BY_START.match(text) or _BY_INSIDE.search(text)
    opens = bool(opened) or (i > 0 and bool(_BY_ALONE.match(blocks.texts[i - 1])))
    names = [n for e in elements for n in _split(e) if _likely_person(n) or _single(n)]
    if names:
        return (4.0 if any(map(_likely_person, names)) else 2.9) + opens + 0.5 * marked, names
    if handles and len(text) <= 80:
        names = [n for n in _split(text) if _key(n) in handles]
        if names:
            return 3.0, names
    if not (opens or marked):
        return None
    names = [n for n in _split(text[opened.end() :] if opened else text) if _likely_person(n)]
    if not names and marked and not opens:
        return _pieces(blocks, i)
    if not names and opens and (marked or len(text) < 60):
        names = [n for n in _split(text[opened.end() :] if opened else text) if _single(n)]
    if not names or (not opens and sum(map(len, names)) * 3 < len(re.sub(r"[\W\d]", "", text))):
        return None
    return 2.0 * opens + 1.5 * marked, names


def _pieces(blocks: Blocks, i: int) -> tuple[float, list[str]] | None:
    """As `_line`, for a line whose tags divide a name from a date or a role."""
    tokens = blocks.tokens[blocks.starts[i] : blocks.ends[i]]
    texts = [squeeze(entities.unescape(t[3])) for t in tokens]
    names = [n for text in texts if len(text) <= 60 for n in _split(text) if _likely_person(n)]
    return (1.4, names[:3]) if names else None


def _near(blocks: Blocks, top: int, start: int | None, end: int | None) -> Iterable[int]:
    count = len(blocks)
    if start is None or end is None:
        return range(min(count, 200))
    top = min(max(0, top - 6), max(0, start - 14))
    return [i for i in range(top, min(count, end + 14)) if i < start + 5 or i >= end - 5]


def _author_elements(blocks: Blocks) -> dict[int, list[str]]:
    """For each block, the texts of the inline elements that are marked as an author's name."""
    found: dict[int, list[str]] = {}
    tokens = blocks.tokens
    for number, (close, tag, attributes, text) in enumerate(tokens):
        if close or not attributes or tag not in INLINE or not _marks_author(attributes):
            continue
        pieces, depth = [text], 1
        for after_close, after, _, more in tokens[number + 1 : number + 16]:
            if after == tag:
                depth += -1 if after_close else 1
                if not depth:
                    break
            pieces.append(more)
        name = squeeze(entities.unescape(" ".join(pieces)))
        if 1 < len(name) <= 120:
            at = bisect_right(blocks.starts, number) - 1
            if at < 0 or number >= blocks.ends[at]:
                at += 1
            if at < len(blocks):
                found.setdefault(at, []).append(name)
    return found


def _marks_author(attributes: str) -> bool:
    """Whether a tag's attributes call what it holds an author's name."""
    lower = attributes.lower()
    return any(hint in lower for hint in _AUTHOR_HINTS) and _AUTHOR_MARK.search(attributes) is not None


def _single(name: str) -> bool:
    """Whether one word may be a name where the page marks it as the author."""
    return (
        2 < len(name) <= 30
        and name.casefold() not in _NOBODY
        and bool(re.fullmatch(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*)?", name))
        and not _ROLE.search(name)
        and not _NOT_A_NAME.match(name)
    )


def _likely_person(name: str) -> bool:
    """Whether `name` has the shape of a person's name."""
    if _CJK_NAME.match(name):
        return True
    name = name.split(",")[0]
    words = name.split()
    if (
        not 2 <= len(words) <= 5
        or len(name) > 45
        or any(c.isdigit() for c in name)
        or _ROLE.search(name)
        or _NOT_A_NAME.match(name)
    ):
        return False
    if re.search(r"[@:/!?#%€$=]", name):
        return False
    capital = [w for w in words if w.lower() not in _PARTICLE]
    return len(capital) >= 2 and all(w[0].isupper() or w[0] in "'’" for w in capital)


def _sites(said: Said) -> Iterator[str]:
    yield said.meta("og:site_name", "application-name", "publisher")
    if re.search(r"\s[|–—-]\s", said.title):
        yield re.split(r"\s[|–—-]\s", said.title)[-1]
    yield host(said.url).removeprefix("www.").rsplit(".", 1)[0]
    for node in said.nodes:
        publisher = said.follow(node.get("publisher"))
        if isinstance(publisher, dict):
            yield plain(publisher.get("name"))


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _unique(names: Iterable[str]) -> list[str]:
    known: set[str] = set()
    kept = []
    for name in names:
        key = _key(name)
        if key and key not in known:
            known.add(key)
            kept.append(name)
    return kept
