"""The website: what stands where, what is linked, what stays the same."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from lxml import html as lxml_html
from press import edition, files_of, website
from validators import active

from tipsheet.errors import ConfigError
from tipsheet.publish import site
from tipsheet.publish.plan import outputs
from tipsheet.publish.site import names, spark, theme, view
from tipsheet.records import CopyOf, Edition, Story

replace = msgspec.structs.replace
BUDGET = 60_000  # bytes of HTML, CSS and JS of the front page, compressed


def page(files: dict[str, bytes], path: str) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(files[path].decode())


def html_files(files: dict[str, bytes]) -> dict[str, str]:
    return {path: body.decode() for path, body in files.items() if path.endswith(".html")}


def test_the_front_page_shows_the_stories_in_their_order(
    small: Edition, small_site: dict[str, bytes]
) -> None:
    root = page(small_site, "index.html")
    shown = [card.get("data-story") for card in root.iter("article")]
    assert shown == [story.id for story in small.stories][: len(shown)]
    assert len(shown) == 36
    why = [w.text_content().strip() for w in root.find_class("why")]
    assert any(re.fullmatch(r"\d+ publishers in \d+ (min|h|days), first: .+", line) for line in why)


def test_the_front_page_holds_as_many_stories_as_the_editor_says(small: Edition) -> None:
    for count in (1, 3, 9, 12):
        made = replace(small, site=replace(small.site, front_page=count))
        cards = list(page({o.path: o.body for o in site.build(made)}, "index.html").iter("article"))
        assert [card.get("data-story") for card in cards] == [s.id for s in small.stories][:count]


def test_a_story_page_tells_the_whole_story(small: Edition, small_site: dict[str, bytes]) -> None:
    story = max(small.stories, key=lambda s: len(s.article_ids))
    root = page(small_site, names.story_folders(small)[story.id] + "/index.html")
    ticks = root.find_class("tick")
    titles = [a.text_content() for tick in ticks for a in tick.iter("a") if a.get("data-open") is not None]
    told = sorted((small.articles[i] for i in story.article_ids), key=lambda a: (a.published_at, a.title))
    assert titles == [a.title for a in told]
    links = {a.get("href") for a in root.iter("a")}
    assert {a.url for a in told} <= links
    others = {names.story_folders(small).get(s) for s in story.see_also} - {None}
    assert {f"/{folder}/" for folder in others} <= links
    assert root.find_class("spark")


def test_key_facts_stand_with_their_quote_on_the_story_they_come_from(
    small: Edition, small_site: dict[str, bytes]
) -> None:
    fact = small.sheets[0].facts[0]
    story = next(s for s in small.stories if fact.doc_id in s.article_ids)
    path = names.story_folders(small)[story.id] + "/index.html"
    assert fact.quote in small_site[path].decode()
    assert fact.value_text in small_site[path].decode()


def test_a_story_says_what_is_a_copy_what_each_account_adds_and_what_came_last(small: Edition) -> None:
    story = [s for s in small.stories if len(s.article_ids) > 3][-1]
    first, *others = story.article_ids
    copied, last = others[0], others[-1]
    articles = small.articles | {
        copied: replace(small.articles[copied], copy_of=CopyOf(article_id=first, kind="near_duplicate")),
        last: replace(small.articles[last], published_at=small.now, excerpt="What only the last one says."),
    }
    made = replace(small, articles=articles)
    root = page(files_of(made), names.story_folders(made)[story.id] + "/index.html")
    tags = [tag.text_content() for tag in root.find_class("tag")]
    provider = small.articles[first].provider
    assert tags.count(f"same text as {provider.name if provider else ''}") == 1
    assert "What only the last one says." in [p.text_content() for p in root.find_class("adds")]
    assert len(root.find_class("adds")) == len(story.article_ids) - 2  # neither the lead's nor a copy's
    assert small.articles[last].title in root.find_class("now")[0].text_content()


def test_a_topic_leads_to_the_sheet_of_its_newest_day(small: Edition, small_site: dict[str, bytes]) -> None:
    sheet = replace(small.sheets[0], id="topic-grids", subject="Grids, 3 May 2026", kind="topic")
    files = files_of(replace(small, sheets=(*small.sheets, sheet)))
    links = {a.get("href"): a.text_content() for a in page(files, "topics/grids/index.html").iter("a")}
    assert links["/sheets/topic-grids/"] == "Grids, 3 May 2026"
    assert b"/sheets/topic-" not in small_site["topics/grids/index.html"]
    assert files["topics/ports/index.html"] == small_site["topics/ports/index.html"]


def test_a_story_led_by_its_newest_account_names_no_later_one(small: Edition) -> None:
    story = next(s for s in small.stories if len(s.article_ids) > 2)
    lead = story.article_ids[0]
    articles = small.articles | {lead: replace(small.articles[lead], published_at=small.now)}
    made = replace(small, articles=articles)
    root = page(files_of(made), names.story_folders(made)[story.id] + "/index.html")
    assert not root.find_class("now")


def test_what_people_said_stands_as_a_quote_and_a_post_once(small: Edition) -> None:
    sheet = small.sheets[0]
    fact = sheet.facts[0]
    said = replace(
        fact,
        id="said",
        predicate="quote_said",
        value={"kind": "quote", "speaker": "Ines Calder", "text": "We hired the whole quay,"},
    )
    post = replace(fact, id="ceo", predicate="ceo", value={"kind": "name", "name": "Ines Calder"})
    role = replace(
        post,
        id="role",
        predicate="key_person_role",
        value={"kind": "role", "name": "Ines Calder", "role": "chief executive"},
    )
    least = replace(fact, id="least", bound="min", predicate="customer_count", value_text="70")
    made = replace(small, sheets=(replace(sheet, facts=(fact, said, post, role, least, least)),))
    story = next(s for s in small.stories if fact.doc_id in s.article_ids)
    root = page(files_of(made), names.story_folders(made)[story.id] + "/index.html")
    quote = root.find_class("said")[0].text_content()
    assert "“We hired the whole quay”" in quote
    assert "Ines Calder" in quote
    shown = [dt.text_content() for dt in root.iter("dt")]
    assert shown == [
        f"{sheet.subject}, employees640 people",
        f"{sheet.subject}, customersat least 70",
        f"{sheet.subject}, chief executiveInes Calder",
    ]


def test_every_link_of_ours_leads_somewhere(small_site: dict[str, bytes]) -> None:
    """No dead link, and the pages of other writers are the only ones taken on trust."""
    elsewhere = re.compile(r"/(api/news|sheets)/")
    for path, text in html_files(small_site).items():
        for element in lxml_html.fromstring(text).iter("a", "link", "img", "script", "form"):
            target = element.get("href") or element.get("src") or element.get("action")
            if target is None or not target.startswith("/") or elsewhere.match(target):
                continue
            file = target.split("#")[0].split("?")[0].lstrip("/")
            file += "index.html" if file.endswith("/") or not file else ""
            assert file in small_site, f"{path} -> {target}"


def test_every_page_asks_no_other_host_and_runs_only_our_files(small_site: dict[str, bytes]) -> None:
    for path, text in html_files(small_site).items():
        root = lxml_html.fromstring(text)
        for element in root.iter("img", "script", "source", "iframe", "video", "audio", "embed", "object"):
            for key in ("src", "srcset", "data"):
                value = element.get(key, "")
                assert not value or value.startswith("/"), f"{path}: {value}"
                assert not value.startswith("//")
        for link in root.iter("link"):
            if link.get("rel") not in ("canonical", "amphtml", "alternate"):
                assert link.get("href", "").startswith("/"), path
        assert "style=" not in text.split("<main", 1)[-1], path
        assert not active(text, allow=("script", "link", "meta", "svg", "form")), path


def test_the_policy_allows_nothing_inline_but_one_known_line(small_site: dict[str, bytes]) -> None:
    text = small_site["index.html"].decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    rules = policy.group(1).replace("&#39;", "'")
    assert "unsafe" not in rules
    assert "default-src 'none'" in rules
    assert not re.search(r"https?:|\*", rules)
    inline = [s for s in lxml_html.fromstring(text).iter("script") if not s.get("src")]
    assert [s.get("type") for s in inline] == [None, "application/ld+json"]
    _, shell = site.prepare(edition(3))
    assert shell.parts.head.count("sha256-") == 1


def test_structured_data_names_publishers_as_publishers(small: Edition, small_site: dict[str, bytes]) -> None:
    kinds: Counter[str] = Counter()
    for path, text in html_files(small_site).items():
        for script in lxml_html.fromstring(text).iter("script"):
            if script.get("type") == "application/ld+json":
                for node in json.loads(script.text)["@graph"]:
                    kinds[node["@type"]] += 1
                    if node["@type"] == "NewsArticle":
                        assert node["publisher"]["name"] != small.site.title, path
                        assert node["headline"]
                        assert node["url"].startswith("https://")
    assert {"NewsArticle", "ItemList", "WebSite", "CollectionPage", "BreadcrumbList"} <= set(kinds)


def test_every_page_names_itself(small: Edition, small_site: dict[str, bytes]) -> None:
    for path, text in html_files(small_site).items():
        root = lxml_html.fromstring(text)
        own = root.xpath("//link[@rel='canonical']/@href")
        noindex = root.xpath("//meta[@name='robots']")
        assert len(own) == 1 or noindex, path
        if own:
            assert own[0] == f"{small.site.url}/{path.removesuffix('index.html')}"
            assert root.xpath("//meta[@property='og:title']/@content")[0].strip()
        assert len(root.xpath("//h1")) == 1, path
        assert root.xpath("//title/text()")[0].strip()


def test_amp_links_stand_on_records_that_have_them(small: Edition, small_site: dict[str, bytes]) -> None:
    for record in small.news:
        if record.published:
            root = page(small_site, names.news_folder(record.path) + "/index.html")
            assert root.xpath("//link[@rel='amphtml']/@href") == ([record.amp_url] if record.amp_url else [])


def test_hidden_records_have_no_page(small: Edition, small_site: dict[str, bytes]) -> None:
    for record in small.news:
        assert (names.news_folder(record.path) + "/index.html" in small_site) is bool(record.published)


def test_a_new_title_does_not_move_a_story(small: Edition, small_site: dict[str, bytes]) -> None:
    story = next(s for s in small.stories if len(s.article_ids) > 1)
    renamed = replace(
        small, stories=tuple(replace(s, title="Renamed") if s is story else s for s in small.stories)
    )
    memory = small_site[site.MEMORY]
    folder = names.read_memory(memory)[story.id]
    assert f"{folder}/index.html" in files_of(renamed, memory)
    assert f"{folder}/index.html" not in files_of(renamed)


def test_a_merged_story_leads_on_from_its_old_address(small: Edition, small_site: dict[str, bytes]) -> None:
    lost, kept = [s for s in small.stories if len(s.article_ids) > 1][:2]
    merged = replace(kept, article_ids=(*kept.article_ids, *lost.article_ids), merged_from=(lost.id,))
    after = replace(
        small,
        stories=tuple(merged if s is kept else s for s in small.stories if s is not lost),
        redirects={lost.id: kept.id},
    )
    folders = names.read_memory(small_site[site.MEMORY])
    files = files_of(after, small_site[site.MEMORY])
    moved = files[folders[lost.id] + "/index.html"].decode()
    assert f'content="0; url=/{folders[kept.id]}/"' in moved
    assert 'content="noindex"' in moved
    again = replace(after, redirects={lost.id: kept.id, kept.id: lost.id})
    assert files_of(again, files[site.MEMORY])


def test_an_article_that_a_story_took_in_leads_to_it_from_its_old_page(small: Edition) -> None:
    """Only where the page stood before: who never had an address needs no sign at it."""
    story = next(s for s in small.stories if len(s.article_ids) > 1)
    lead, other = story.article_ids[:2]
    path = small.record_paths[other]
    made = replace(
        small, news=tuple(replace(n, published=n.published and n.path != path) for n in small.news)
    )
    folder = names.news_folder(path)
    assert f"{folder}/index.html" not in {o.path for o in site.build(made)}
    once = frozenset((folder.removeprefix("news/"), names.news_folder(small.record_paths[lead])[5:]))
    files = {
        o.path: o.body.decode() for o in outputs(site.items(made, once=once)) if o.path.endswith(".html")
    }
    target = names.story_folders(made)[story.id]
    assert f'content="0; url=/{target}/"' in files[f"{folder}/index.html"]
    assert small.articles[lead].title in files[f"{names.news_folder(small.record_paths[lead])}/index.html"]
    taken_off = replace(
        made,
        stories=tuple(
            replace(s, article_ids=tuple(i for i in s.article_ids if i != other)) for s in made.stories
        ),
    )
    assert f"{folder}/index.html" not in {o.path for o in outputs(site.items(taken_off, once=once))}


def test_a_story_that_shrinks_to_one_article_keeps_its_page(
    small: Edition, small_site: dict[str, bytes]
) -> None:
    story = next(s for s in small.stories if len(s.article_ids) > 1)
    shrunk = replace(story, article_ids=story.article_ids[:1])
    after = replace(small, stories=tuple(shrunk if s is story else s for s in small.stories))
    folder = names.story_folders(small)[story.id]
    assert f"{folder}/index.html" in files_of(after, small_site[site.MEMORY])


@pytest.mark.parametrize(
    "memory", [b"", b"[]", b"\xff", b'{"a": 3}', b'{"a": "../../etc"}', b'{"a": "news/x"}']
)
def test_a_damaged_memory_is_no_harm(memory: bytes) -> None:
    made = edition(4)
    assert files_of(made, memory).keys() >= files_of(made).keys() - {site.MEMORY}


def test_a_path_in_the_site_address_stands_before_every_link() -> None:
    made = edition(6)
    made = replace(made, site=replace(made.site, url="https://pages.example/energy/"))
    files = files_of(made)
    for path, text in html_files(files).items():
        for element in lxml_html.fromstring(text).iter("a", "link", "script", "form"):
            target = element.get("href") or element.get("src") or element.get("action") or ""
            assert not target.startswith("/") or target.startswith("/energy/"), f"{path}: {target}"
    assert b'"start_url": "/energy/"' in files["manifest.webmanifest"]


def test_right_to_left_publications_and_articles() -> None:
    made = edition(6)
    first = made.stories[0].article_ids[0]
    articles = made.articles | {first: replace(made.articles[first], language="he", title="שלום עולם")}
    arabic = replace(made, site=replace(made.site, locale="ar"), articles=articles)
    text = files_of(arabic)["index.html"].decode()
    assert '<html lang="ar" dir="rtl">' in text
    plain = replace(made, articles=articles)
    assert 'lang="he"' in files_of(plain)["index.html"].decode()


def test_the_front_page_keeps_its_budget() -> None:
    """HTML, style sheet and script of the fullest front page, gzipped."""
    import gzip

    files = files_of(edition(120, singles=0.0))
    paths = ["index.html", *(p for p in files if re.match(r"assets/site-\w+\.(css|js)", p))]
    assert len(paths) == 3
    assert sum(len(gzip.compress(files[p], 6)) for p in paths) <= BUDGET


def test_the_search_index_finds_every_record_and_story(small: Edition, small_site: dict[str, bytes]) -> None:
    index = json.loads(small_site["search/index.json"])
    rows = []
    for shard in index["s"]:
        part = json.loads(small_site[f"search/{shard}.json"])
        rows += part
        days = [row[3] for row in part]
        assert days == sorted(days, reverse=True)
    folders = {row[1] for row in rows}
    leads = {small.record_paths[s.article_ids[0]] for s in small.stories if len(s.article_ids) > 1}
    records = {names.news_folder(n.path) for n in small.news if n.published and n.path not in leads}
    assert folders == records | set(names.story_folders(small).values())
    assert all(f"{folder}/index.html" in small_site for folder in folders)
    assert all(0 <= row[2] < len(index["p"]) and all(t < len(index["t"]) for t in row[4]) for row in rows)


def test_the_app_files_hang_together(small_site: dict[str, bytes]) -> None:
    manifest = json.loads(small_site["manifest.webmanifest"])
    for icon in manifest["icons"]:
        body = small_site[icon["src"].lstrip("/")]
        width = int.from_bytes(body[16:20], "big")
        assert icon["sizes"] == f"{width}x{width}"
    worker = small_site["sw.js"].decode()
    shell = json.loads(re.search(r"const SHELL = (.*);", worker).group(1))  # type: ignore[union-attr]
    for path in shell:
        assert (path.lstrip("/") + ("index.html" if path.endswith("/") else "")) in small_site


def test_an_empty_edition_still_makes_a_site() -> None:
    made = edition(0)
    files = files_of(made)
    assert b"No story to show yet" in files["index.html"]
    assert {"404.html", "feed.xml", "sitemap.xml", "search/index.json", "about/index.html"} <= set(files)


def test_a_topic_without_a_warm_story_says_so() -> None:
    made = edition(5)
    files = files_of(replace(made, stories=()))
    assert b"No story in this topic is warm" in files["topics/energy/index.html"]


def test_a_theme_may_replace_any_template_and_asset() -> None:
    made = edition(3)
    own = theme.default().with_files(
        {
            "templates/_bottom.html": b"<footer>{{ site.title }} by hand</footer>",
            "assets/site.css": b"body { color: red }",
        }
    )
    files = {o.path: o.body for o in site.build(made, theme=own)}
    assert b"by hand" in files["index.html"]
    assert b"body{color:red}" in files.values()
    plain = {job.path: job.key for job in website(made)}
    changed = {
        j.path for j in site.jobs(made, theme=own) if plain.get(j.path) != j.key and j.path.endswith(".html")
    }
    assert {p for p in files if p.endswith(".html")} == changed


def test_own_css_is_added_to_the_style_sheet_whatever_else_the_theme_holds() -> None:
    own = {"assets/own.css": b":root { --hot: #012345 }"}
    sheet = theme.default().with_files(own).assets["site.css"].decode()
    assert sheet.startswith(theme.default().assets["site.css"].decode())
    assert sheet.endswith("--hot: #012345 }")
    both = theme.default().with_files({**own, "assets/site.css": b"body { margin: 0 }"})
    assert both.assets["site.css"] == b"body { margin: 0 }\n:root { --hot: #012345 }"
    assert "own.css" not in both.assets


@pytest.mark.parametrize("path", ["../x.html", "other/x.html", "templates/", "templates/../x", "assets"])
def test_a_theme_holds_two_folders_only(path: str) -> None:
    with pytest.raises(ConfigError):
        theme.default().with_files({path: b""})


def test_a_broken_template_is_named(small: Edition) -> None:
    own = theme.default().with_files(
        {"templates/about.html": b"{% extends 'base.html' %}{% block main %}{{ nothing }}"}
    )
    with pytest.raises(ConfigError, match=r"about\.html"):
        list(site.build(edition(2), theme=own))


def test_sparks_count_articles_in_equal_parts() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    times = [start + timedelta(hours=h) for h in (0, 0, 1, 8, 16)]
    assert spark.counts(times, 4) == [3, 0, 1, 1]
    assert sum(spark.counts(times)) == len(times)
    assert spark.svg(times[:2], "two") == ""
    assert "<title>a &#34;b&#34;</title>" in spark.svg(times, 'a "b"')


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("The Tidewater Post", "TP"),
        ("Gridline", "GR"),
        ("新华社", "新华"),
        ("", "?"),
        ("The", "TH"),
        ("e-news", "EN"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert view.initials(name) == letters


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "1 min"), (59, "59 min"), (60, "1 h"), (2849, "47 h"), (2880, "2 days"), (5000, "3 days")],
)
def test_durations(minutes: int, words: str) -> None:
    assert view.duration(timedelta(minutes=minutes)) == words


def test_stories_below_zero_are_kept_off_lists_but_not_off_their_page(small: Edition) -> None:
    cold = tuple(replace(s, heat=-1.0) for s in small.stories)
    files = files_of(replace(small, stories=cold))
    assert b"No story to show yet" in files["index.html"]
    assert any(p.startswith("stories/") for p in files)


def test_stories_whose_articles_are_gone_are_left_out(small: Edition) -> None:
    ghost = Story(id="ffffffffffffffff", article_ids=("none", "nowhere"), title="Ghost", heat=99)
    files = files_of(replace(small, stories=(ghost, *small.stories)))
    assert not any(b"Ghost" in body for path, body in files.items() if path != site.MEMORY)
