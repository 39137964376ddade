"""Short names for the elements of feeds, whatever namespace they were put into.

Source: the namespace addresses of RSS 1.0, Atom 0.3/1.0, Dublin Core, Media RSS, iTunes, FeedBurner,
YouTube and PRISM, read 2026-11.
"""

from __future__ import annotations

from lxml import etree

Element = etree._Element

PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/rss/": "media",
    "http://www.rssboard.org/media-rss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.itunes.com/DTDs/PodCast-1.0.dtd": "itunes",
    "http://www.itunes.com/DTDs/Podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.youtube.com/xml/schemas/2015": "yt",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://purl.org/rss/1.0/modules/prism/2.0/": "prism",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
    "http://podcastindex.org/namespace/1.0": "podcast",
}
ATOM = "http://www.w3.org/2005/Atom"
CORE = frozenset(
    {
        "http://www.w3.org/2005/atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/atom/ns",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/net/rss1.1#",
        "http://example.com/newformat#",
        "http://example.com/necho",
        "http://purl.org/echo/",
        "http://purl.org/pie/",
    }
)
_KNOWN = frozenset(PREFIXES.values())
_CORE_PREFIX = frozenset({"rss", "atom", "atom10", "atom03", "a10", "rss1", "rss10", "ns0", "a", "feed"})


class Names(dict[object, str]):
    """`{uri}local` -> `prefix:local`, or `local` for the feed formats' own elements; one for each document.

    Ask with `names.get(tag) or names.learn(element)`: most names are met thousands of times.
    """

    def of(self, element: Element) -> str:
        """The short name; "#" for what is no element, "?prefix:local" for a namespace nobody knows."""
        return self.get(element.tag) or self.learn(element)

    def learn(self, element: Element) -> str:
        """The short name of an element whose tag is met for the first time."""
        tag = element.tag
        self[tag] = name = _short(tag, element.prefix) if isinstance(tag, str) else "#"
        return name


def _short(tag: str, prefix: str | None) -> str:
    uri, brace, local = tag.rpartition("}")
    local = local.lower()
    if not brace:
        head, colon, rest = local.partition(":")  # a prefix nobody declared
        return rest if colon and head in _CORE_PREFIX else local
    uri = uri[1:]
    known = PREFIXES.get(uri)
    if known is not None:
        return f"{known}:{local}"
    lowered = uri.lower()
    if lowered in CORE or lowered.startswith("http://my.netscape.com"):
        return local
    if prefix is None or prefix.lower() in _CORE_PREFIX:
        return local  # a default namespace nobody knows: the document is what it says it is
    short = prefix.lower()
    return f"{short}:{local}" if short in _KNOWN else f"?{short}:{local}"
