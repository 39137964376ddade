"""Pages whose fields are traps: for the charset, the structured data, the patterns and the caps."""

from __future__ import annotations

import codecs
import gzip
import json
from collections.abc import Iterator

from invented_pages import PARAGRAPHS, news

_TEXT = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
_BODY = "<html><body><article><h1>Pier opens</h1>"
_REPEATED = (
    "-",
    "|",
    "By ",
    " and ",
    "1.",
    "1/",
    "12:",
    "A. ",
    "a.b.",
    "@",
    "a@a",
    "http",
    "(",
    "…",
    "&amp;",
    "_",
)
_NO_CHARSETS = (
    "zlib_codec",
    "base64",
    "rot13",
    "uu",
    "idna",
    "punycode",
    "unicode_escape",
    "utf-7",
    "x-none",
)


def pages() -> Iterator[tuple[str, bytes]]:
    """All of them, the same on every call."""
    for source in (_markup, _words, _statements, _bytes):
        for name, page in source():
            yield name, page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")


def _markup() -> Iterator[tuple[str, str]]:
    yield "lists in lists", _BODY + "<ul><li>" * 40_000 + _TEXT
    yield "terms in terms", _BODY + "<dl><dt>a<dd>" * 40_000 + _TEXT
    yield "buttons", _BODY + "<button><p>x" * 30_000 + _TEXT
    yield "text thrown out of tables", "<html><body><table>" + "<b>words " * 20_000 + _TEXT
    yield "tables in rows", _BODY + "<table><tr>words<td><table>" * 3_000 + _TEXT
    yield "badly nested", _BODY + "<a><b><i><u>" * 5 + "</a></b>" * 20_000 + _TEXT
    yield "nobr", _BODY + "<nobr><b>x</nobr>" * 20_000 + _TEXT
    yield "fonts", _BODY + "".join(f"<font color=c{i} size={i}><p>w" for i in range(10_000))
    yield "fonts left open", _BODY + "".join(f"<div><font id={i}>x</div>" for i in range(990)) + _TEXT
    yield (
        "fonts left open by paragraphs",
        _BODY + "".join(f"<p><font id={i}>x</p>" for i in range(990)) + "<p>x</p>" * 2_000 + _TEXT,
    )
    yield (
        "fonts left open by others",
        _BODY + "".join(f"<nobr><font id={i}>x</nobr>" for i in range(20_000)) + _TEXT,
    )
    yield "comments among words", _BODY + "<p>a<!-- b -->" * 3_000 + "<!-->" * 200_000 + _TEXT
    yield "own elements", _BODY + "".join(f"<x-{i}>word " for i in range(70_000))
    yield "end tags", _BODY + "</div>" * 250_000 + _TEXT
    yield "unknown end tags", _BODY + "<div>" * 300 + "</x>" * 250_000 + _TEXT
    yield "signs", _BODY + "<p>" + "a < b " * 250_000 + _TEXT
    yield "rules", _BODY + "<hr>" * 250_000 + _TEXT
    yield "word breaks", _BODY + "<p>" + "a<wbr>" * 250_000
    yield "line breaks", _BODY + "<p>" + "word<br>" * 140_000
    yield "empty comments", _BODY + "<!-->" * 100_000 + _TEXT
    yield "one long comment", _BODY + "<!--" + "-" * 3_000_000 + _TEXT
    yield "instructions", _BODY + "<?x ?>" * 200_000 + _TEXT
    yield "bodies", "<html>" + f"<body {' '.join(f'a{i}=1' for i in range(900))}>" * 200 + _TEXT
    yield "roots", f"<html {' '.join(f'z{i}=1' for i in range(500))}>" * 400 + "<body>" + _TEXT
    yield (
        "attributes below the cap",
        _BODY + f"<div {' '.join(f'a{i}' for i in range(990))}>x</div>" * 500 + _TEXT,
    )
    yield "bare attributes", _BODY + f"<div {' '.join(f'a{i}' for i in range(300_000))}>" + _TEXT
    yield "quotes without end", _BODY + '<a href="x>y ' * 60_000 + _TEXT
    yield "quotes in turn", _BODY + "<a b='\" c=\"'>" * 60_000 + _TEXT
    yield "tag names", _BODY + "".join("<" + "b" * 5_000 + f"{i}>" for i in range(300)) + _TEXT
    yield "hidden boxes", _BODY + '<div style="display:none">words that nobody sees</div>' * 40_000 + _TEXT
    yield "cells", _BODY + "<table>" + ("<tr>" + "<td>word 1.5</td>" * 20 + "</tr>") * 5_500
    yield "frames in maths", _BODY + "<math><annotation-xml encoding='text/html'><p>" * 8_000 + _TEXT
    yield "plain text element", _BODY + "<plaintext>" + _TEXT * 50
    yield (
        "distinct boxes",
        _BODY + "".join(f'<div class="c{i} nav-{i}">Words of block {i}.</div>' for i in range(30_000)),
    )


def _words() -> Iterator[tuple[str, str]]:
    for sign in _REPEATED:
        many, some = sign * (30_000 // len(sign)), sign * 60
        yield (
            f"nothing but {sign}",
            f'<html><head><title>Pier {sign * 100}</title><meta name="author" content="{many}">'
            f'<meta property="og:title" content="{many}"><meta name="description" content="{many}"></head>'
            f'<body><article><h1>{many}</h1><div class="byline author">By {many}</div><time>{many}</time>'
            + f'<div class="byline">{some}x</div>' * 200 + f"<p>{many}</p>{_TEXT}",
        )  # fmt: skip
    yield "a million stops", _BODY + "<p>" + ".!?" * 1_000_000
    yield "stops in lines", _BODY + ("<p>" + "?! " * 100 + "</p>") * 3_000
    yield "spaces", _BODY + "<p>" + " " * 6_000_000 + "x"
    yield "no-break spaces", _BODY + "<p>" + "&nbsp;" * 1_000_000 + _TEXT
    yield "zero width", _BODY + "<p>" + "\u200b" * 2_000_000 + _TEXT
    yield "accents", _BODY + "<p>a" + "\u0301" * 1_000_000 + _TEXT
    yield "no spaces at all", _BODY + "<p>" + "港湾委員会は月曜日に桟橋が再開すると述べた。" * 60_000
    yield "one-letter blocks", _BODY + "<p>a</p>" * 7_900 + _TEXT
    yield (
        "one paragraph again",
        _BODY + "<p>The same paragraph again, with more than forty signs in it.</p>" * 60_000,
    )
    yield "times", _BODY + "<time datetime='2026-01-01T00:00:07Z'>1 January 2026</time> " * 30_000 + _TEXT
    yield "bylines", _BODY + '<p class="byline">By Ann Orr and Bo Lind, Staff Writer</p>' * 15_000 + _TEXT
    yield "headings", "<html><body>" + "".join(f"<h1>Pier opens {i}</h1>" for i in range(20_000)) + _TEXT
    parts = " - ".join(f"a{i}" for i in range(60))
    yield (
        "title of parts",
        f"<html><head><title>{parts}</title></head><body>"
        + "".join(f"<h2>Pier opens number {i}</h2><p>words" for i in range(3_900)) + _TEXT,
    )  # fmt: skip


def _statements() -> Iterator[tuple[str, str]]:
    digits = "1" * 80
    yield "picture of digits", f'<meta property="og:image" content="https://e.example/{digits}!.jpg">{_TEXT}'
    yield (
        "pictures of digits",
        _BODY + f'<img src="/{digits * 4}_.jpg"><img src="/{".jpg" * 20_000}_">' + _TEXT,
    )
    yield (
        "pictures",
        _BODY + "".join(f'<img src="/{i}.jpg" width=800 height=600>' for i in range(50_000)) + _TEXT,
    )
    sizes = ", ".join(f"/a{i}.jpg {i}w" for i in range(20_000))
    yield "renditions", _BODY + f'<img srcset="{sizes}">' * 20 + _TEXT
    yield "author statements", _head(f'<meta name="author" content="{"1." * 1_900}">' * 1_900)
    yield "names", _head(f'<meta name="author" content="{"Ann Orr, Bo Lind and " * 180}">' * 1_900)
    yield "date statements", _head(f'<meta name="date" content="{"1 " * 1_900}">' * 1_900)
    yield "bases", _head('<base href="https://e.example/">' * 50_000)
    yield "long canonical", _head(f'<link rel="canonical" href="https://e.example/{"a/" * 200_000}">')
    yield "dates of nodes", _data([{"@type": "WebPage", "datePublished": "12 " * 130}] * 1_500)
    yield (
        "publishers",
        _data([{"@type": "WebPage", "publisher": {"name": f"Paper {i}"}} for i in range(1_500)]),
    )
    yield "authors of a node", _data(_node(author=[{"name": "1." * 3_900}] * 180))
    yield "authors in one string", _data(_node(author="Ann Orr and " * 80_000))
    yield "keywords", _data(_node(keywords=",".join(f"tag{i}" for i in range(150_000))))
    yield "headline", _data(_node(headline="Pier opens " * 100_000))
    yield (
        "half of a pair",
        news(
            head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\ud800 Pier"}</script>'
        ),
    )
    yield (
        "ring of ids",
        _data({"@graph": [_node(**{"@id": f"#{i}", "author": {"@id": f"#{i + 1}"}}) for i in range(1_400)]}),
    )
    yield (
        "broken escapes",
        news(
            head='<script type="application/ld+json">{"@type":"Article","a":"' + "\\x" * 500_000 + "</script>"
        ),
    )
    yield (
        "spaces after a comma",
        news(head='<script type="application/ld+json">{"x":[' + "," + " " * 1_000_000 + "1]}</script>"),
    )
    yield (
        "a number",
        news(head='<script type="application/ld+json">{"datePublished":' + "9" * 1_000_000 + "}</script>"),
    )


def _bytes() -> Iterator[tuple[str, bytes]]:
    for label in _NO_CHARSETS:
        yield (
            f"charset {label}",
            f"<html><meta charset={label}><body>".encode() + b"\xe4\\u0041" + _TEXT.encode(),
        )
    yield "utf-16, cut", codecs.BOM_UTF16_LE + news().encode("utf-16-le")[:-1]
    yield "utf-32", news().encode("utf-32")
    yield "gzip in gzip", gzip.compress(gzip.compress(news().encode(), mtime=0), mtime=0)
    yield "gzip, head only", b"\x1f\x8b\x08\x00"
    yield "gzip, broken", gzip.compress(news().encode() * 20, mtime=0)[:200] + b"\x00" * 400
    yield "gzip of tags", gzip.compress(b"<html><body>" + b"<p>ab</p>" * 850_000, mtime=0)
    yield "zeros", b"<html><body><p>" + b"\0" * 5_000_000 + _TEXT.encode()
    yield (
        "entities of XML",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><html><p>&b;'
        + _TEXT.encode(),
    )
    for name, start in (("PDF", b"%PDF-1.7\n"), ("PNG", b"\x89PNG\r\n\x1a\n"), ("JPEG", b"\xff\xd8\xff\xe0")):
        yield name, start + bytes(range(256)) * 40
    yield "JSON", b'{"html": "<p>words</p>"}'
    yield "words without a tag", b"Just some words without any tag at all. " * 100
    yield "feed", b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>'
    yield "blank", b" \n\t" * 1_000


def _head(markup: str) -> str:
    return (
        f"<html><head><title>Pier opens</title>{markup}</head><body><article>{_TEXT}</article></body></html>"
    )


def _node(**fields: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": "Pier opens", **fields}


def _data(value: object) -> str:
    return news(head=f'<script type="application/ld+json">{json.dumps(value)}</script>')
