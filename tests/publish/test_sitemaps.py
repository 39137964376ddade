"""Sitemaps, robots.txt and llms.txt."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
import validators
from press import edition, files_of

from tipsheet.publish import sitemaps
from tipsheet.publish.plan import flatten
from tipsheet.publish.site import names, prepare
from tipsheet.records import Edition

replace = msgspec.structs.replace


def maps(files: dict[str, bytes]) -> dict[str, bytes]:
    return {p: b for p, b in files.items() if p == "sitemap.xml" or p.startswith("sitemaps/")}


def locs(body: bytes) -> list[str]:
    return [e.text or "" for e in validators.parse(body).iter(validators.SITEMAP + "loc")]


@pytest.mark.parametrize("which", ["small_site", "hostile_site"])
def test_every_sitemap_is_valid(which: str, request: pytest.FixtureRequest) -> None:
    files: dict[str, bytes] = request.getfixturevalue(which)
    for path, body in maps(files).items():
        assert validators.sitemap(body, "https://harbour.example") == [], path


def test_the_index_lists_every_sitemap_and_they_list_every_page(
    small: Edition, small_site: dict[str, bytes]
) -> None:
    root = small.site.url + "/"
    listed = [loc.removeprefix(root) for loc in locs(small_site["sitemap.xml"])]
    assert sorted(listed) == sorted(p for p in maps(small_site) if p != "sitemap.xml")
    pages = [loc for path in listed if "news" not in path for loc in locs(small_site[path])]
    assert len(pages) == len(set(pages))
    built = {p for p in small_site if p.endswith("index.html") and not p.startswith(("offline/", "search/"))}
    assert {p.removeprefix(root) + "index.html" for p in pages} == built


def test_the_news_sitemap_holds_the_last_two_days(small: Edition, small_site: dict[str, bytes]) -> None:
    fresh = {
        f"{small.site.url}/{names.news_folder(n.path)}/"
        for n in small.news
        if n.published and n.published_at and small.now - timedelta(days=2) <= n.published_at
    }
    assert set(locs(small_site["sitemaps/news.xml"])) == fresh
    assert fresh


def test_big_publications_are_split_by_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 20)
    monkeypatch.setattr(sitemaps, "NEWS_MAX", 5)
    made = edition(60, days=4)
    whole = maps({o.path: o.body for o in sitemaps.build(made)})
    assert "sitemaps/2026-11-2.xml" in whole
    assert "sitemaps/news-2.xml" in whole
    assert all(len(locs(body)) <= 20 for path, body in whole.items() if path != "sitemap.xml")
    assert len(locs(whole["sitemap.xml"])) == len(whole) - 1
    monkeypatch.undo()
    plain = maps({o.path: o.body for o in sitemaps.build(made)})

    def all_of(files: dict[str, bytes]) -> list[str]:
        return sorted(loc for path, body in files.items() if path != "sitemap.xml" for loc in locs(body))

    assert all_of(whole) == all_of(plain)


def test_an_old_month_is_not_written_again(small: Edition) -> None:
    made = edition(60, days=70)
    newest = max(
        (n for n in made.news if n.published and n.published_at), key=lambda n: n.published_at or made.now
    )
    changed = replace(made, news=tuple(replace(n, published=False) if n is newest else n for n in made.news))
    old = {j.path: j.key for j in flatten(sitemaps.jobs(made))}
    new = {j.path: j.key for j in flatten(sitemaps.jobs(changed))}
    same = {path for path in old if old[path] == new.get(path)}
    assert "sitemaps/2026-10.xml" in same
    assert "sitemaps/2026-11.xml" not in same


def test_robots_names_the_sitemaps(small_site: dict[str, bytes]) -> None:
    text = small_site["robots.txt"].decode()
    assert "Sitemap: https://harbour.example/sitemap.xml\n" in text
    assert "User-agent: *\nAllow: /\n" in text


def test_llms_txt_is_a_title_a_summary_and_lists_of_links(
    small: Edition, small_site: dict[str, bytes]
) -> None:
    lines = small_site["llms.txt"].decode().split("\n")
    assert lines[0] == "# Harbour & Grid"
    assert lines[2].startswith("> ")
    assert all(line[:2] in ("# ", "> ", "##", "- ", "") or line[0].isupper() for line in lines)
    assert sum(line.startswith("- [") for line in lines) >= 25


def test_llms_txt_of_a_hostile_press_keeps_its_form(hostile_site: dict[str, bytes]) -> None:
    text = hostile_site["llms.txt"].decode()
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        line
        for line in text.split("\n")
        if line.startswith(("# Desk", "## Data", "## Pages", "## Topics", "## Top stories"))
    ]
    assert "](javascript" not in text
    assert "<script" not in text.replace("\\<script", "")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("sitemap.xml", b"<loc>https://", b"<loc>ftp://"),
        ("sitemaps/pages.xml", b"<loc>https://harbour", b"<loc>https://other"),
        ("sitemaps/2026-11.xml", b"<lastmod>2026", b"<lastmod>26"),
        ("sitemaps/news.xml", b"<news:language>en", b"<news:language>english"),
        ("sitemaps/news.xml", b"<news:title>", b"<news:title2>"),
    ],
)
def test_the_validator_finds_planted_faults(
    small_site: dict[str, bytes], path: str, old: bytes, new: bytes
) -> None:
    body = small_site[path]
    assert old in body
    try:
        faults = validators.sitemap(body.replace(old, new), "https://harbour.example")
    except validators.etree.XMLSyntaxError:
        faults = ["not well-formed"]
    assert faults


def test_a_page_is_listed_once_even_when_undated(small: Edition) -> None:
    undated = replace(small, news=tuple(replace(n, published_at=None) for n in small.news))
    views, _ = prepare(undated)
    assert set(views.by_day) == {n.path[6:16] for n in small.news if n.published}
    assert files_of(undated)
