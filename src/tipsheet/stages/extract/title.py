"""The headline: what stands on the page over the article, checked against what its head states.

The visible heading is what readers know the article by; the stated titles carry the site's name,
search-engine wording and typing errors. So: the heading that agrees with a stated title wins, and
where none agrees, the stated title without the site's name. Measured in docs/decisions/022-metadata.md.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator

import msgspec

from tipsheet.stages.extract.blocks import BOX_BIT, Blocks
from tipsheet.stages.extract.said import Said, plain, types_of
from tipsheet.text import normalised_title, squeeze
from tipsheet.urls import host

_MAX_HEADINGS = 60
_MAX_CHARS = 400
_MAX_PIECES = 8
_MIN_PIECE_CHARS = 12
_STATED_META = ("og:title", "twitter:title", "twitter:text:title", "parsely-title", "sailthru.title", "dc.title",
                "dcterms.title", "citation_title", "hdl", "headline", "title")  # fmt: skip
_SPLIT = re.compile(
    r"\s+(?:(?:[|¦∣│•·»«›‹~>]+|[-–—−]+|::|//|⋆|\*|/)\s+)+|\s*[|¦│»]\s*|\s+[-–—](?=\S)|:\s+|\s+@\s+|--|"
    r"(?<=[^\x00-\x7f])_|_(?=[^\x00-\x7f])"
)
_HEADLINE_NAME = re.compile(
    r"head-?line|(?:article|entry|post|story|news|page|content|main|blog)[-_]*titl|^title$|-hed\b", re.I
)
_NOT_A_HEADLINE = re.compile(
    r"sub-?(?:title|head)|site-?(?:title|name)|logo|related|widget|sidebar|comment|nav|footer|teaser|"
    r"promo|card|modal|cookie",
    re.I,
)
_MARKED = re.compile(
    r'itemprop="[^"]*\bheadline\b|class="[^"]*(?:head-?line|(?:article|entry|post|story|news)[-_]*titl)', re.I
)
_TITLE_BIT = BOX_BIT["title"]
_FURNITURE_BITS = (
    BOX_BIT["related"] | BOX_BIT["comment"] | BOX_BIT["footer"] | BOX_BIT["cookie"] | BOX_BIT["hidden"]
)
_FURNITURE = frozenset(
    """
    home|blog|news|our blog|contact us|contact|about us|menu|search|comments|related articles|related posts
    |latest news|share this|subscribe|newsletter|newsletters|navigation|main menu|cookies|privacy|topics|more
    |recent posts|article|articles|untitled|index|page not found|welcome|login|sign in|advertisement|categories
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)


class Heading(msgspec.Struct, frozen=True):
    """A visible heading in page order."""

    level: int  # 1, 2; 3 for what only its class calls a headline
    text: str
    named: bool  # its class, id or itemprop calls it a headline
    furniture: bool  # its class or box says that it is no headline
    linked: bool = False  # all of it is a link
    block: int = 0  # where it stands in the page
    whole: bool = True  # not just one line of it


def headings(blocks: Blocks) -> list[Heading]:
    """The headings of levels 1 and 2 and what is marked as the headline, in page order."""
    found = []
    for box, tag in enumerate(blocks.box_tag):
        mask = blocks.box_mask[box]
        attributes = blocks.box_attributes[box]
        if tag not in ("h1", "h2") and not (mask & _TITLE_BIT and _MARKED.search(attributes)):
            continue
        first, end = blocks.box_first[box], blocks.box_end[box]
        if not 0 < end - first <= (4 if tag in ("h1", "h2") else 1):
            continue
        whole = _tidy(" ".join(blocks.texts[first:end]))
        parts = [_tidy(t) for t in blocks.texts[first:end]] if end - first > 1 else list(_ends(blocks, first))
        for text in [whole, *parts]:
            if not text or len(text) > _MAX_CHARS:
                continue
            found.append(
                Heading(
                    level={"h1": 1, "h2": 2}.get(tag, 3),
                    text=text,
                    named=bool(mask & _TITLE_BIT and _HEADLINE_NAME.search(attributes)),
                    furniture=bool(
                        _NOT_A_HEADLINE.search(attributes) or _around(blocks, box) & _FURNITURE_BITS
                    ),
                    linked=sum(blocks.link_chars[first:end]) * 10 > 9 * len(whole),
                    block=first,
                    whole=text is whole,
                )
            )
        if len(found) >= _MAX_HEADINGS:
            break
    return found


def _around(blocks: Blocks, box: int) -> int:
    """What the names of the three boxes around say."""
    mask = 0
    for _ in range(3):
        box = blocks.box_parent[box]
        if blocks.box_tag[box] in ("body", "main", "article"):
            break
        mask |= blocks.box_mask[box]
    return mask


def _ends(blocks: Blocks, block: int) -> Iterator[str]:
    """What is left of a heading's line without its first tags (a kicker) or its last (a date)."""
    tokens = blocks.tokens[blocks.starts[block] : blocks.ends[block]]
    pieces = [p for p in (squeeze(entities.unescape(t[3])) for t in tokens) if p]
    if 1 < len(pieces) <= _MAX_PIECES:
        for at in range(1, len(pieces)):
            for part in (pieces[at:], pieces[:at]):
                text = _tidy(" ".join(part))
                if len(text) >= _MIN_PIECE_CHARS:
                    yield text


def _tidy(text: str) -> str:
    """A heading without its anchor mark and without spaces that tags left before a comma or full stop."""
    return re.sub(r"\s+([,.](?:\s|$))", r"\1", squeeze(text.replace("\xad", "")).rstrip("¶#§⚓ "))


def headline(said: Said, seen: list[Heading], start: int | None = None) -> str:
    """The article's title without the site's name; "" when the page has none.

    `start`: the number of the first block of running text, where known.
    """
    stated = list(_stated(said))
    names = _site_names(said, stated, seen)
    declared = _declared(said)
    seen = [h for h in seen if "{{" not in h.text and not _is_furniture(h.text, names)]
    shared = without_site(said.meta("og:title"), names, [])
    if _below_the_main(seen, shared, start):
        return shared
    if declared and not _is_furniture(declared, names):
        return _as_shown(without_site(declared, names, []), seen, shared, start)
    for choose in (_agreeing, _lone):
        chosen = choose(seen, stated, start)
        if chosen:
            return _spelt(chosen, stated, names)
    for text in stated:
        bare = without_site(text, names, [h.text for h in seen] + stated)
        if bare and not _is_furniture(bare, names):
            return bare
    return next((h.text for h in seen if not h.furniture), stated[0] if stated else "")


def _spelt(heading: str, stated: list[str], names: list[str]) -> str:
    """`heading` as a stated title has it, where that differs in spaces, or only it ends the kicker with a mark."""
    for title in stated:
        if title.replace(" ", "") == heading.replace(" ", ""):
            return title
    for title in stated:
        bare = without_site(title, names, [])
        kicker, mark, rest = bare.partition(": ")
        if mark and f"{kicker} {rest}" == heading:
            return bare
    return heading


def _declared(said: Said) -> str:
    """The headline in a news site's own structured data; other kinds of sites put search words there."""
    node = said.article()
    if node is None or not any("news" in kind or "live" in kind for kind in types_of(node)):
        return ""
    text = plain(node.get("headline"))
    cut = text.endswith(("...", "…")) or 105 <= len(text) <= 110  # a known limit of search engines
    return "" if cut or (len(text.split()) < 2 and len(text) < 8) else text


def _below_the_main(seen: list[Heading], shared: str, start: int | None) -> bool:
    """Whether the title stated for sharing stands as a heading right below another main one.

    Such pages make the line for search engines their main heading, and show the headline large below it.
    """
    key = _letters(shared)
    return len(key) >= _MIN_PIECE_CHARS and any(
        second.level == 2 and second.block == main.block + 1 and _letters(second.text) == key
        for main in _main(seen, start)
        if _letters(main.text) != key and not _only_a_kicker_more(main.text, shared)
        for second in seen
    )


def _as_shown(declared: str, seen: list[Heading], shared: str, start: int | None) -> str:
    """`declared`, or the main heading where it is the title stated for sharing and differs by a kicker only."""
    for heading in _main(seen, start) if len(shared) >= _MIN_PIECE_CHARS else ():
        if _letters(heading.text) == _letters(shared) and _only_a_kicker_more(heading.text, declared):
            return heading.text
    return declared


def _only_a_kicker_more(one: str, other: str) -> bool:
    """Whether one of two titles is the other with words before it."""
    short, long = sorted((_letters(one), _letters(other)), key=len)
    return len(short) < len(long) and long.endswith(short)


def _main(seen: list[Heading], start: int | None) -> list[Heading]:
    """The main headings before the running text."""
    return [
        h
        for h in seen
        if h.level == 1 and h.whole and not h.furniture and (start is None or h.block <= start)
    ]


def _stated(said: Said) -> Iterator[str]:
    """The titles the page states, most trusted first, without repeats."""
    node = said.article() or {}
    texts = [plain(node.get("headline")), *(said.meta(name) for name in _STATED_META), said.title]
    if not said.title:
        texts.append(plain(node.get("name")))
    known = set()
    for text in texts:
        if text and len(text) <= _MAX_CHARS and "{{" not in text and text not in known:
            known.add(text)
            yield text


def _agreeing(seen: list[Heading], stated: list[str], start: int | None) -> str:
    """The heading that says what a stated title says; "" if none does."""
    best, best_score = "", 0.0
    keys = [_letters(s) for s in stated]
    for place, heading in enumerate(seen):
        if not heading.whole and not any(_letters(heading.text) in key for key in keys):
            continue  # a piece of a heading, which nobody calls a title
        score = max((likeness(heading.text, s) for s in stated), default=0.0)
        score += {1: 0.2, 2: 0.0, 3: 0.1}[heading.level] + 0.15 * heading.named - 0.3 * heading.furniture
        score -= min(place, 20) * 0.004 + (0 if heading.whole else 0.03)
        if start is not None and heading.block > start:
            score -= 0.1 if heading.level == 1 else 0.3
        if score > best_score:
            best, best_score = heading.text, score
    return best if best_score >= 0.7 else ""


def _lone(seen: list[Heading], stated: list[str], start: int | None) -> str:
    """The only main heading before the running text, where it has a word with a stated title in common."""
    main = _main(seen, start)
    if len({h.text for h in main}) != 1:
        return ""
    words = {w for w in normalised_title(main[0].text).split() if len(w) > 3}
    shared = any(words & set(normalised_title(s).split()) for s in stated) or not stated
    return main[0].text if shared and len(main[0].text) >= 15 else ""


def likeness(heading: str, stated: str) -> float:
    """0..1: how much of the heading's words the stated title has, and the other way round.

    A stated title may have more words (the site's name), a heading should not.
    """
    mine, theirs = normalised_title(heading).split(), normalised_title(stated).split()
    if not mine or not theirs:
        return 0.0
    a, b = set(mine), set(theirs)
    both = len(a & b)
    if len(mine) == 1 and len(mine[0]) > 8 and not both:
        # no spaces between words (Chinese, Japanese): compare pairs of characters
        a, b = _pairs("".join(mine)), _pairs("".join(theirs))
        both = len(a & b)
    return 0.6 * both / len(a) + 0.4 * both / len(b)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


_MAX_MARKS = 8  # of a title that are looked at as its end


def without_site(title: str, names: list[str], others: list[str]) -> str:
    """`title` without the parts that name the site."""
    if len(title) > _MAX_CHARS:
        return title  # no headline; taking it apart counts in squares
    pieces = _SPLIT.split(title)
    if len(pieces) < 2:
        return title
    marks = [m.span() for m in _SPLIT.finditer(title)]
    # a heading or another stated title says where the title proper ends
    for other in others:
        if len(other) >= 12 and other != title and len(other) < len(title):
            for candidate in _parts(title, marks[:_MAX_MARKS]):
                if normalised_title(candidate) == normalised_title(other):
                    return candidate
    text = title
    while True:
        marks = [m.span() for m in _SPLIT.finditer(text)]
        if not marks:
            return text
        start, end = marks[-1]
        head, mark, tail = text[:start], text[start:end], text[end:]
        if (":" not in mark and _names_site(tail, names)) or (
            "|" in mark and len(head.split()) >= 3 and len(tail.split()) <= 5
        ):
            text = head
            continue
        start, end = marks[0]
        if _names_site(text[:start], names):
            text = text[end:]
            continue
        return text


def _parts(title: str, marks: list[tuple[int, int]]) -> Iterator[str]:
    edges_left = [0, *(end for _, end in marks)]
    edges_right = [*(start for start, _ in marks), len(title)]
    for left in edges_left:
        for right in edges_right:
            if right > left:
                yield title[left:right].strip()


def _site_names(said: Said, stated: list[str], seen: list[Heading]) -> list[str]:
    """The site's names, letters and digits only in lower case: stated ones and the host's."""
    names = [
        said.meta(
            "og:site_name", "application-name", "al:ios:app_name", "dc.publisher", "publisher", "copyright"
        )
    ]
    for node in said.nodes:
        publisher = said.follow(node.get("publisher"))
        if isinstance(publisher, dict):
            names.append(plain(publisher.get("name")))
    labels = host(said.url).removeprefix("www.").split(".")
    names += [label for label in labels[:-1] if len(label) > 3 or label == labels[0]]
    names += [".".join(labels), said.meta("twitter:site").lstrip("@"), *_banner(said.title, seen)]
    titles = {_letters(s) for s in stated}
    return [key for key in map(_letters, names) if len(key) > 1 and key not in titles]


def _banner(title: str, seen: list[Heading]) -> Iterator[str]:
    """A heading that is the site's part of <title>: its end, or its start before "»"."""
    pieces = _SPLIT.split(title)
    if len(pieces) < 2:
        return
    marks = [m[0].strip() for m in _SPLIT.finditer(title)]
    for heading in seen:
        if heading.level == 1 and not heading.named:
            key = _letters(heading.text)
            if not heading.linked and len(heading.text) >= len(pieces[0]):
                continue
            if (key == _letters(pieces[-1]) and marks[-1] in "|-–—•·_" and len(pieces[0]) > 8) or (
                key == _letters(pieces[0]) and marks[0] in ("»", "::", "›")
            ):
                yield heading.text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _names_site(piece: str, names: list[str]) -> bool:
    key = _letters(piece)
    if not key:
        return True
    if len(key) > 60:
        return False
    bare = re.sub(r"^the|^www|(?:com|org|net|couk|blog|news|online|magazine|inc|de|fr)$", "", key) or key
    for name in names:
        short = (
            re.sub(r"^the|^www|(?:com|org|net|couk|blog|news|online|magazine|inc|de|fr)$", "", name) or name
        )
        if key == name or bare == short:
            return True
        if min(len(short), len(bare)) >= 4 and len(key) <= 3 * len(short) and (short in key or bare in short):
            return True
    initials = "".join(w[0] for w in re.findall(r"\w+", piece)).casefold()
    return len(initials) >= 3 and initials in names


def _is_furniture(text: str, names: list[str]) -> bool:
    return text.casefold().strip(" .:!") in _FURNITURE or _letters(text) in names
