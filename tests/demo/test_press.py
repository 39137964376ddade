"""The press on loopback: what a polite, a lazy and a clumsy reader gets."""

from __future__ import annotations

import gzip
import http.client
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from lxml import etree, html
from PIL import Image

from tipsheet.demo import NOW, START, DemoPress, labels
from tipsheet.demo.pages import picture, site
from tipsheet.demo.world import served

WORLD = served()
BROKEN = "skarvoyvoice.example"


@pytest.fixture(scope="module")
def press() -> Iterator[DemoPress]:
    with DemoPress(pace=0) as open_press:
        yield open_press


def ask(press: DemoPress, url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(*press.address, timeout=10)
    try:
        more = {k.replace("_", "-"): v for k, v in headers.items()}
        connection.request(method, f"/{path}", headers={"Host": host, **more})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_every_article_is_there_and_carries_its_words(press: DemoPress) -> None:
    for piece in WORLD.pieces:
        status, headers, body = ask(press, piece.url)
        assert status == 200, piece.url
        if piece.kind == "document":
            assert (headers["content-type"], body[:5]) == ("application/pdf", b"%PDF-")
            continue
        charset = "utf-8" if "utf-8" in headers["content-type"] else "latin-1"
        text = " ".join(html.fromstring(body.decode(charset)).text_content().split())
        assert " ".join(piece.title.split()) in text
        for data in html.fromstring(body).xpath("//script[@type='application/ld+json']/text()"):
            assert piece.title in str(json.loads(data)), piece.id
        last = piece.text.split("\n\n")[-1].split("\n")[-1].removeprefix("- ")
        assert piece.body_file or last[8:] in text, piece.id


def test_every_picture_is_drawn_in_the_size_it_claims() -> None:
    formats, sizes = set(), set()
    for publisher in {p.publisher.key: p for p in WORLD.pieces if p.image}.values():
        shot = picture(publisher)
        assert shot is not None
        drawn = Image.open(io.BytesIO(shot.bytes()))
        assert (drawn.width, drawn.height) == (shot.width, shot.height)
        assert drawn.format is not None
        formats.add(drawn.format)
        sizes.add(drawn.size)
    assert formats == {"JPEG", "PNG", "WEBP"}
    assert len(sizes) >= 8


def test_feeds_parse_where_they_are_not_broken_on_purpose(press: DemoPress) -> None:
    pages = site(WORLD, NOW)
    seen = set()
    for (host, path), found in pages.items():
        if found.status != 200 or not any(x in found.type for x in ("xml", "json", "gzip")):
            continue
        _, _, body = ask(press, f"http://{host}{path}")
        if found.type == "application/gzip":
            body = gzip.decompress(body)
        if host == BROKEN:
            with pytest.raises(etree.XMLSyntaxError):
                etree.fromstring(body)
            mended = etree.fromstring(body.strip(), etree.XMLParser(recover=True))
            assert len(mended.findall(".//item")) == 4
            seen.add("broken")
        elif "json" in found.type:
            assert json.loads(body)["version"] == "https://jsonfeed.org/version/1.1"
            seen.add("json")
        else:
            root = etree.fromstring(body)
            seen.add(f"{etree.QName(root).localname} {root.get('version', '')}".strip())
    rss = {"rss 2.0", "rss 0.91", "rss 0.92", "RDF", "broken"}
    assert seen == rss | {"json", "feed", "sitemapindex", "urlset"}


def test_every_article_can_be_found_from_its_source(press: DemoPress) -> None:
    """Feeds, front page or sitemaps name each piece; nothing is an orphan."""
    named = b""
    for (host, path), found in site(WORLD, NOW).items():
        if found.status == 200 and any(x in found.type for x in ("xml", "json", "gzip")):
            _, _, body = ask(press, f"http://{host}{path}")
            named += gzip.decompress(body) if found.type == "application/gzip" else body
    for row in labels():
        path = row["url"].split(".example", 1)[1]
        assert path.encode() in named or row["url"].encode() in named, row["url"]


def test_conditional_requests(press: DemoPress) -> None:
    url = "http://harbourledger.example/feeds/all.xml"
    _, headers, body = ask(press, url)
    assert body
    assert ask(press, url, If_None_Match=headers["etag"])[::2] == (304, b"")
    assert ask(press, url, If_None_Match='"other"')[0] == 200
    assert ask(press, url, If_Modified_Since=headers["last-modified"])[0] == 304
    assert ask(press, url, If_Modified_Since="Mon, 02 Mar 2026 00:00:00 GMT")[0] == 200
    assert ask(press, url, If_Modified_Since="yesterday, I think")[0] == 200


def test_gzip_only_when_asked_for_and_the_same_words(press: DemoPress) -> None:
    url = WORLD.pieces[0].url
    _, plain, body = ask(press, url)
    _, packed, small = ask(press, url, Accept_Encoding="gzip, br")
    assert "content-encoding" not in plain
    assert packed["content-encoding"] == "gzip"
    assert gzip.decompress(small) == body
    assert len(small) < len(body)


def test_odd_corners(press: DemoPress) -> None:
    assert ask(press, "http://oldtidenews.example/rss.xml")[0] == 410
    assert ask(press, "http://nobody.example/")[0] == 404
    assert ask(press, "http://harbourledger.example/nowhere")[0] == 404
    status, headers, _ = ask(press, "http://seafarer-daily.example/rss")
    assert (status, headers["location"]) == (301, "http://seafarer-daily.example/feed.xml")
    assert b"Crawl-delay: 1" in ask(press, "http://brannochtimes.example/robots.txt")[2]
    status, headers, body = ask(press, "http://harbourledger.example/", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0
    tracked = f"{WORLD.pieces[0].url}?utm_source=rss"
    assert ask(press, tracked)[0] == 200


def test_the_same_bytes_whatever_the_port_the_threads_and_the_hour() -> None:
    wanted = [f"http://{host}{path}" for host, path in list(site(WORLD, NOW))[::3]]
    runs = []
    for workers in (1, 6):
        with DemoPress(pace=0) as press, ThreadPoolExecutor(workers) as pool:
            runs.append(list(pool.map(lambda url, p=press: ask(p, url, Accept_Encoding="gzip"), wanted)))
    assert runs[0] == runs[1]
    assert {r[1]["date"] for r in runs[0]} == {"Thu, 12 Mar 2026 07:30:00 GMT"}


def test_an_earlier_day_knows_only_what_was_published_by_then() -> None:
    moment = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    early = site(WORLD, moment)
    late = site(WORLD, NOW)
    for piece in WORLD.pieces:
        key = (piece.publisher.host, piece.url.removeprefix(piece.publisher.site))
        assert (key in early) == (piece.at <= moment)
        if key in early and not piece.later:
            assert early[key].body() == late[key].body(), "an old page changes only when its piece does"
    live = next(p for p in WORLD.pieces if p.kind == "live")
    assert "All eleven are off" not in live.text_at(moment)
    assert "All eleven are off" in live.text_at(NOW)
    with DemoPress(day=2, pace=0) as press:
        assert press.now == START.replace(day=4)
        assert ask(press, live.url)[0] == 200
        assert ask(press, WORLD.pieces[-1].url)[0] == 404


@pytest.mark.parametrize("day", [0, 11, -1])
def test_days_outside_the_world_are_refused(day: int) -> None:
    with pytest.raises(ValueError, match="days 1 to 10"):
        DemoPress(day=day)


def test_an_address_only_while_open() -> None:
    press = DemoPress()
    with pytest.raises(RuntimeError, match="not open"):
        _ = press.address
    assert len(press.hosts) == len(WORLD.publishers)
