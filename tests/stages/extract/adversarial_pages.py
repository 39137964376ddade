"""Thirty-odd pages made to hang, crash or fool an extractor; each is a name and the page's bytes."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator

from invented_pages import PARAGRAPHS, news

_TEXT = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


def pages() -> Iterator[tuple[str, bytes]]:
    """All of them, small enough to be sent, the same on every call."""
    for name, page in _pages():
        yield name, page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")


def _pages() -> Iterator[tuple[str, str | bytes]]:
    rnd = random.Random(7)
    yield "80k nested divs", "<html><body>" + "<div>" * 80_000 + _TEXT + "</div>" * 80_000
    yield "500k nested divs", "<html><body>" + "<div>" * 500_000 + _TEXT
    yield "20 MB in one line", "<html><body><p>" + "word " * 4_000_000
    yield "7 MB in one line", "<html><body><p>" + "word " * 1_400_000
    yield "240k paragraphs", "<html><body>" + "<p>Short words here." * 240_000
    yield (
        "a million attributes",
        "<html><body><div " + " ".join(f"a{i}=1" for i in range(1_000_000)) + f">{_TEXT}",
    )
    yield "attributes with signs", "<div " + " ".join(f'a{i}=">"' for i in range(300_000)) + f">{_TEXT}</div>"
    yield "5 MB class", f'<html><body><div class="{"menu nav " * 550_000}">{_TEXT}</div>'
    yield "links without end", "<html><body>" + "<a><div>" * 20_000 + _TEXT
    yield "bold without end", "<html><body>" + "<b><p>word " * 20_000
    yield "formatting storm", "<body>" + "".join(f"<b id={i}><i id={i}><p>word" for i in range(4_000))
    yield "100k links", "<html><body>" + "".join(f'<a href="/{i}">link {i}</a> ' for i in range(100_000))
    yield (
        "50k meta",
        "<head>" + "".join(f'<meta name="n{i}" content="{i}">' for i in range(50_000)) + "</head>" + _TEXT,
    )
    yield (
        "entity storm",
        "<html><body><p>" + "&amp;&#x41;&nbsp;&lt;&CounterClockwiseContourIntegral;" * 100_000,
    )
    yield "unfinished entities", "<html><body><p>" + "&" * 3_000_000
    yield "tables in tables", "<table><tr><td>" * 20_000 + _TEXT
    yield "open comments", "<html><body>" + "<!--" * 400_000 + _TEXT
    yield "open scripts", "<html><body>" + "<script>" * 100_000 + _TEXT
    yield (
        "script only",
        "<html><head><title>App</title></head><body><script>" + "x=1;" * 500_000 + "</script>",
    )
    yield "deep JSON-LD", _with_json("[" * 100_000 + "]" * 100_000)
    yield (
        "wide JSON-LD",
        _with_json(json.dumps([{"@type": "Article", "headline": f"h{i}"} for i in range(20_000)])),
    )
    yield (
        "circular JSON-LD",
        _with_json('{"@id":"#a","@type":"Article","author":{"@id":"#a"},"image":{"@id":"#a"}}'),
    )
    yield (
        "wrong JSON-LD types",
        _with_json(
            '{"@type":["NewsArticle",3,null],"headline":{"x":[1]},"author":[[["A"]],7,{"name":{"a":1}}],'
            '"datePublished":{"@value":1},"image":[3,{"url":[{"a":1}]}],"publisher":[null],"keywords":{"a":1},'
            '"mainEntityOfPage":[1,{"@id":5}],"isAccessibleForFree":{"x":1}}'
        ),
    )
    yield "date trap", news(before="<div class=date>" + "1" * 100_000 + "/" * 100_000 + "</div>")
    yield "author trap", news(before='<p class="byline">By ' + "A b " * 40_000 + "</p>")
    yield "title trap", f"<title>{'a | ' * 100_000}</title><h1>{'a - ' * 100_000}</h1>{_TEXT}"
    yield (
        "address trap",
        news(
            head='<base href="http://[::"><link rel=canonical href="https://[bad/%zz"><meta property="og:url" content="http://a:b@c:99999/">'
        ),
    )
    yield "wrong charset", news().replace("<head>", "<head><meta charset=utf-16>").encode("cp1252", "replace")
    yield (
        "mixed charsets",
        news(before="<p>Grüße</p>").encode() + "<p>Größe und Maß</p>".encode("latin-1") * 2_000,
    )
    yield "utf-16 with mark", news().encode("utf-16")
    yield "nul bytes", news().encode().replace(b" ", b"\x00 \x00")
    yield "random bytes", rnd.randbytes(1_000_000)
    yield "random bytes in html", b"<html><body><p>" + rnd.randbytes(1_000_000)
    yield "truncated gzip", gzip.compress(news().encode() * 50, mtime=0)[:-400]
    yield "gzip bomb", gzip.compress(b"<p>" + b"a" * 60_000_000, mtime=0)
    yield "lone surrogates", news(before="<p>" + "\ud800\udfff" * 10_000 + "</p>")
    yield "svg and math", "<svg><g>" * 10_000 + "<math><mi>" * 10_000 + _TEXT
    yield "template and select", "<template>" * 10_000 + "<select><option>" * 10_000 + _TEXT
    yield "frameset", "<html><frameset>" + '<frame src="a">' * 50_000 + "</frameset></html>"
    yield "emphasis marathon", "<html><body><p>" + "<em>a</em><strong>b</strong>" * 100_000


def _with_json(source: str) -> str:
    return news(head=f'<script type="application/ld+json">{source}</script>')
