"""What a page is: article, video, live, listing, forum, product, documentation, service, collection.

Evidence is added up per kind from structured data, the software that made the page, the address and
the words; evidence for an article is taken off. A page is only called something else when that is
clear, because a wrong refusal loses an article. Measured in docs/decisions/022-metadata.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tipsheet.stages.extract.blocks import PHRASE_BIT, Blocks, phrases
from tipsheet.stages.extract.body import Body
from tipsheet.stages.extract.dates import Moment
from tipsheet.stages.extract.said import ARTICLE_TYPES, Said, types_of

_BAR = 2.0
_UNSIGNED = 0.75  # what it says against an article that it has neither day nor author

_GENERATORS = (
    (
        "forum",
        re.compile(r"discourse|phpbb|vbulletin|xenforo|flarum|nodebb|mybb|invision|vanilla forums", re.I),
    ),
    (
        "documentation",
        re.compile(
            r"mkdocs|docutils|sphinx|docusaurus|rustdoc|gitbook|mdbook|vitepress|javadoc|antora|doxygen|ydoc",
            re.I,
        ),
    ),
    ("product", re.compile(r"mi9retail", re.I)),
)
_TYPES = (
    ("forum", frozenset({"discussionforumposting", "qapage", "question"}), 3.0),
    ("product", frozenset({"product", "productgroup"}), 3.0),
    ("listing", frozenset({"collectionpage", "searchresultspage"}), 2.0),
    ("listing", frozenset({"itemlist"}), 1.5),
    (
        "service",
        frozenset(
            """
            localbusiness service professionalservice homeandconstructionbusiness medicalbusiness dentist
            legalservice attorney restaurant store movingcompany plumber electrician financialservice hotel
            lodgingbusiness physician realestateagent autorepair healthandbeautybusiness softwareapplication
            """.split()  # noqa: SIM905
        ),
        2.0,
    ),
    ("documentation", frozenset({"techarticle", "apireference"}), 2.0),
)
_HOSTS = (
    ("forum", re.compile(r"^(?:forums?|community|discuss|discourse|boards?|answers|talk)\."), 2.5),
    (
        "documentation",
        re.compile(r"^(?:docs?|developers?|devdocs|api|manual|help)\.|\.readthedocs\.io$|^docs\.rs$"),
        2.5,
    ),
    ("product", re.compile(r"^(?:shop|store|buy)\."), 1.0),
)
_PATHS = (
    ("forum", re.compile(r"/t/[^/]+/\d+|/threads?/|/showthread|/viewtopic|/forums?/|/showtopic|/topic/\d+", re.I), 2.5),
    ("forum", re.compile(r"/questions/\d+/|/ShowTopic-"), 3.5),
    ("forum", re.compile(r"/topics?/[^/]+/?$", re.I), 1.0),
    ("documentation", re.compile(r"/(?:docs?|documentation|reference|manual|api|javadoc|handbook)/|/(?:stable|latest|v\d+(?:\.\d+)*)/", re.I), 2.5),
    ("documentation", re.compile(r"/(?:tutorials?|learn|book|glossary|wiki)/?(?:$|[^/]+/?$)", re.I), 1.0),
    ("product", re.compile(r"/(?:products?|dp|shop|app)/[^/]+", re.I), 1.5),
    ("collection", re.compile(r"/collections/[^/]+/?$", re.I), 2.0),
    ("listing", re.compile(r"/(?:categor(?:y|ies|ia)|tags?|topics?|search|archives?|kategorie|rubrik|thema|author|page/\d+)(?:/|$)", re.I), 2.0),
    ("listing", re.compile(r"/(?:news|blogs?|articles?|stories|reviews|press|events|jobs|videos?|[a-z-]+-reviews)/?$", re.I), 2.0),
    ("listing", re.compile(r"/(?:list_of_|index_of_)", re.I), 2.5),
    ("service", re.compile(r"^/(?:index\.\w+|home/?|[a-z]{2}(?:-[a-z]{2})?/?)?$", re.I), 2.5),
    ("service", re.compile(r"/(?:services?|pricing|about(?:-us)?|contact(?:-us)?|solutions?|features?|departments?)(?:/|\.html|$)", re.I), 1.5),
)  # fmt: skip
_ARTICLE_PATH = re.compile(
    r"/(?:blogs?|news|articles?|story|stories|posts?|magazin|magazine|opinion|nachrichten|artikel|insights)/.|"
    r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])\b|[-/]\d{6,}\b|-\d{5,}(?:\.html?)?$",
    re.I,
)


def kind(
    said: Said, blocks: Blocks, found: Body, published: Moment | None, names: tuple[str, ...], url: str
) -> str:
    """The page's kind; "article" unless another one is clear."""
    node = said.article()
    types = types_of(node) if node is not None else set()
    if "liveblogposting" in types:
        return "live"
    points: dict[str, float] = {}
    for name, worth in _evidence(said, blocks, url):
        points[name] = points.get(name, 0.0) + worth
    against = _article_evidence(said, types, published, names)
    best = max(points, key=lambda name: points[name], default="article")
    if best != "forum" and _ARTICLE_PATH.search(urlsplit(url).path):
        against += 1.5  # threads have numbers too
    if points.get(best, 0.0) + (_UNSIGNED if not against else 0.0) - against >= _BAR:
        return best
    return "video" if _is_video(said, blocks, found, types, url) else "article"


def _evidence(said: Said, blocks: Blocks, url: str) -> Iterator[tuple[str, float]]:
    types = {t for n in said.nodes for t in types_of(n)}
    for name, kinds, worth in _TYPES:
        if types & kinds:
            yield name, worth
    generator = said.meta("generator")
    for name, pattern in _GENERATORS:
        if pattern.search(generator):
            yield name, 3.0
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    for name, pattern, worth in _HOSTS:
        if pattern.search(host):
            yield name, worth
    for name, pattern, worth in _PATHS:
        if pattern.search(parts.path):
            yield name, worth
    stated = said.meta("og:type").lower()
    if stated.startswith("product"):
        yield "product", 3.0
    elif stated in ("website", "profile"):
        yield "service", 0.5
    if said.meta("product:price:amount", "og:price:amount", "twitter:label1").lower() not in (
        "",
        "written by",
    ):
        yield "product", 1.0
    selling = sum(bool(phrases(t) & PHRASE_BIT["shop"]) for t in blocks.texts[:400] if len(t) < 60)
    if selling >= 2:
        yield "product", 0.5
    root = blocks.box_attributes[0] if blocks.box_attributes else ""
    if 'id="XF"' in root or "phpbb" in root.lower() or "xenforo" in root.lower():
        yield "forum", 3.0


def _article_evidence(said: Said, types: set[str], published: Moment | None, names: tuple[str, ...]) -> float:
    against = 0.0
    if types & (ARTICLE_TYPES - {"techarticle", "socialmediaposting", "review"}):
        against += 2.5
    if said.meta("og:type").lower() == "article":
        against += 0.5
    if said.meta("article:published_time"):
        against += 1.0
    elif published is not None:
        against += 0.5
    if names:
        against += 0.5
    return against


def _is_video(said: Said, blocks: Blocks, found: Body, types: set[str], url: str) -> bool:
    """Whether the page stands for a video rather than for its words."""
    chars = sum(len(blocks.texts[i]) for i in found.chosen)
    stated = said.meta("og:type").lower().startswith("video")
    node = any("videoobject" in types_of(n) for n in said.nodes)
    if stated:
        return chars < 1500
    if node and not types:
        return chars < 600
    return node and chars < 600 and bool(re.search(r"/videos?/", urlsplit(url).path, re.I))
