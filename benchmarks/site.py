# ruff: noqa: E501 - templates of other builders keep their lines
"""Build the same 10,000 records with Tipsheet, Hugo and Jekyll, and rebuild after 20 changed ones.

    python benchmarks/site.py [--records 10000] [--runs 3] [--only tipsheet,hugo,jekyll] [--keep DIR]

Peers (Debian: `apt install hugo jekyll`) get the records as Markdown files with front matter, as
they like them, and themes that make the same page kinds with the same head, masthead and footer:
a page a record, a story, a topic, a publisher, a day, a month, the front page, RSS for the front
page, topics and publishers, and a sitemap. Tipsheet is told the same records by its own store's
form (one msgpack file) and once more by record files. Each build is a process of its own, timed
from start to end with what it needed of memory; the best of the runs counts. Beside it: what the
site costs when it also makes all that the peers have no counterpart for (Atom and JSON feeds,
feeds of stories, search, JSON API, app), the rebuild after 20 changed records, and the floor: the
same files written with nothing to do but write.

Debian's Jekyll 4.3.1 looks each file up in a list of all files before it writes it, which later
versions do not; with 10,000 records that takes minutes. `Jekyll` here is the package with that one
method mended, `--only packaged` the package as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tipsheet.publish import feeds, files, markdown, site, sitemaps
from tipsheet.publish.plan import Item, Job, flatten
from tipsheet.publish.site.safe import slugify
from tipsheet.records import Article, Edition, NewsRecord, Part, Provider, SiteInfo, Story, Topic

replace = msgspec.structs.replace
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
ROWS = 60  # of a list page, for every builder alike
WORDS = [
    "harbour",
    "grid",
    "cable",
    "turbine",
    "auction",
    "ministry",
    "storm",
    "contract",
    "quay",
    "battery",
    "tariff",
    "licence",
    "union",
    "price",
    "market",
    "island",
    "port",
    "crane",
    "permit",
    "survey",
    "merger",
    "loan",
    "profit",
    "strike",
    "outage",
    "repair",
    "tender",
    "export",
    "hydrogen",
    "tide",
    "regulator",
    "court",
    "investor",
    "village",
    "fleet",
    "ferry",
    "reactor",
    "bridge",
    "signal",
    "charter",
    "budget",
    "audit",
    "pipeline",
]


# ------------------------------------------------------------------------ the records


def invented(count: int) -> Edition:
    """`count` published records of 220 publishers over a year, in stories of one to six articles."""
    luck = random.Random(11)
    pairs = enumerate(zip(WORDS[::2], WORDS[1::2], strict=False), 1)
    children = [
        Topic(id=str(n), name=f"{a.title()} and {b.title()}", slug=f"{a}-{b}", parent="Coast", order=n)
        for n, (a, b) in pairs
    ]
    topics = (Topic(id="0", name="Coast", slug="coast"), *children)
    providers = [
        Provider(
            name=f"{luck.choice(WORDS).title()} {luck.choice(WORDS).title()} {n}", domain=f"paper{n}.example"
        )
        for n in range(220)
    ]
    articles: dict[str, Article] = {}
    paths: dict[str, str] = {}
    news: list[NewsRecord] = []
    stories: list[Story] = []
    while len(news) < count:
        size = min(count - len(news), luck.choice((1, 1, 1, 1, 2, 2, 3, 4, 6)))
        start = NOW - timedelta(minutes=luck.randrange(365 * 1440))
        names = ("Coast", luck.choice(topics[1:]).name)
        ids = []
        for part in range(size):
            at = min(start + timedelta(minutes=part * 47), NOW)
            title = " ".join(luck.choice(WORDS) for _ in range(9)).capitalize()
            url = f"https://paper{luck.randrange(220)}.example/{at:%Y/%m/%d}/{slugify(title)}-{len(news)}"
            provider = providers[int(url.split("paper")[1].split(".")[0])]
            excerpt = " ".join(luck.choice(WORDS) for _ in range(38)).capitalize() + "."
            path = f"_news/{at:%Y-%m-%d}-{slugify(title)}-{len(news)}.md"
            article = Article(
                id=sha256(url.encode()).hexdigest()[:16], url=url, title=title, excerpt=excerpt, published_at=at,
                provider=provider, language="en", quality=luck.randrange(40, 98),
                quality_parts=(Part(name="text", value=21.0, why="full text"), Part(name="date", value=6.0, why="dated")),
            )  # fmt: skip
            articles[article.id] = article
            paths[article.id] = path
            ids.append(article.id)
            news.append(
                NewsRecord(
                    path=path, title=title, excerpt=excerpt, published_at=at, original_url=url, web_url=url,
                    quality=article.quality, heat=article.quality, published=True, provider=provider, topics=names,
                )
            )  # fmt: skip
        stories.append(
            Story(
                id=sha256(ids[0].encode()).hexdigest()[:16], article_ids=tuple(ids), title=articles[ids[0]].title,
                topics=names, first_at=start, last_at=min(start + timedelta(minutes=47 * (size - 1)), NOW),
                heat=max(0.0, 100 - (NOW - start).days), importance=float(size),
            )
        )  # fmt: skip
    stories.sort(key=lambda s: (-s.heat, s.id))
    return Edition(
        site=SiteInfo(title="Coast Desk", url="https://coast.example", description="A benchmark.", root_topic="Coast"),
        now=NOW, topics=topics, providers=tuple(providers), articles=articles, record_paths=paths,
        stories=tuple(stories), news=tuple(sorted(news, key=lambda n: n.path)),
    )  # fmt: skip


def changed(edition: Edition, *, spread: bool, count: int = 20) -> Edition:
    """The edition with `count` records corrected: another title and excerpt.

    The newest ones, as in a day's work, or (`spread`) as many all over the year.
    """
    step = len(edition.news) // count
    at = (
        range(step // 2, len(edition.news), step)
        if spread
        else range(len(edition.news) - count, len(edition.news))
    )
    touched = {edition.news[number].path for number in at}
    news = tuple(
        replace(n, title=n.title + ", corrected", excerpt="Corrected. " + n.excerpt)
        if n.path in touched
        else n
        for n in edition.news
    )
    by_path = {n.path: n for n in news}
    articles = dict(edition.articles)
    for key, path in edition.record_paths.items():
        if path in touched:
            articles[key] = replace(articles[key], title=by_path[path].title, excerpt=by_path[path].excerpt)
    return replace(edition, news=news, articles=articles)


# ---------------------------------------------------------------------------- ours


def same_kinds(jobs: Iterable[Job]) -> list[Job]:
    """Of all jobs those the peers have a counterpart for."""
    drop = ("search/", "about/", "offline/", "topics/index", "providers/index", "archive/index", "404")
    return [
        job
        for job in jobs
        if (job.path.endswith(".html") and not job.path.startswith(drop))
        or (job.path.endswith("feed.xml") and not job.path.startswith("stories/"))
        or job.path.startswith(("sitemap", "assets/"))
    ]


def everything(edition: Edition, folder: Path) -> Iterator[Item]:
    """All that the website is made of."""
    prepared = site.prepare(edition, memory=files.read(folder, site.MEMORY))
    yield from site.items(edition, prepared=prepared)
    yield from feeds.items(edition, prepared=prepared)
    yield from sitemaps.jobs(edition, prepared=prepared)


def load(place: Path) -> Edition:
    """The edition out of its file."""
    return msgspec.msgpack.decode(place.read_bytes(), type=Edition)


def ours(args: list[str]) -> None:
    """A build in this process (the parent times it): `--ours MODE FILE OUT`."""
    mode, source, out = args
    edition = load(Path(source))
    folder = Path(out) / "public"
    if mode == "records":  # the same, but told by the record files
        read = tuple(
            markdown.read(path.read_text("utf-8"), f"_news/{path.name}")
            for path in sorted((Path(source).parent / "told" / "_news").iterdir())
        )
        edition = replace(edition, news=read)
    began = time.perf_counter()
    if mode == "everything":
        done = files.publish(folder, everything(edition, folder))
    else:
        share = (os.cpu_count() or 1) if mode == "shared" else 1
        done = files.publish(folder, same_kinds(flatten(everything(edition, folder))), processes=share)
    answer: dict[str, Any] = {"files": len(done.written), "seconds": time.perf_counter() - began}
    if mode == "everything":
        files.publish(folder, everything(changed(edition, spread=True, count=3), folder))  # both trees stand
        for spread in (False, True):
            best = (9e9, 0)
            for turn in (changed(edition, spread=spread), edition) * 3:
                began = time.perf_counter()
                done = files.publish(folder, everything(turn, folder))
                best = min(best, (time.perf_counter() - began, len(done.written)))
            answer["spread" if spread else "newest"] = best
    print(json.dumps(answer))


def floor(args: list[str]) -> None:
    """Write the bytes of a built site to new files, folder by folder: `--floor FROM TO`."""
    built = [(p.relative_to(args[0]), p.read_bytes()) for p in Path(args[0]).rglob("*") if p.is_file()]
    began = time.perf_counter()
    made: set[str] = set()
    for path, body in built:
        target = os.path.join(args[1], path)
        parent = os.path.dirname(target)
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        os.write(handle, body)
        os.close(handle)
    print(json.dumps({"files": len(built), "seconds": time.perf_counter() - began}))


# --------------------------------------------------------------------------- peers


def write_records(edition: Edition, folder: Path) -> None:
    """The records as `_news/*.md`, as Tipsheet itself writes them."""
    for record in edition.news:
        target = folder / record.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(markdown.emit(record), "utf-8")


def front_matter(**fields: Any) -> str:
    """YAML front matter; JSON values are YAML values."""
    rows = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "---\n" + "\n".join(rows) + "\n---\n"


def content(edition: Edition, hugo: bool) -> dict[str, str]:
    """The records and stories as the peers' content files."""
    provider_of = {n.path: n.provider for n in edition.news}
    slug_of = {t.name: t.slug for t in edition.topics}
    told = {
        paths: story for story in edition.stories if len(story.article_ids) > 1 for paths in story.article_ids
    }
    folders = site.prepare(replace(edition, news=()))[0].folders
    by_path = {path: key for key, path in edition.record_paths.items()}
    root = "content" if hugo else "."
    out: dict[str, str] = {}

    def common(at: datetime | None, topics: tuple[str, ...], domain: str) -> dict[str, Any]:
        assert at is not None
        fields: dict[str, Any] = {"date": at.isoformat(), "topics": [slug_of[t] for t in topics]}
        fields["day"], fields["month"], fields["domain"] = (
            at.strftime("%Y-%m-%d"),
            at.strftime("%Y-%m"),
            domain,
        )
        if hugo:
            fields |= {"days": [fields["day"]], "months": [fields["month"]], "providers": [domain]}
        return fields

    for record in edition.news:
        provider = provider_of[record.path]
        assert provider is not None
        story = told.get(by_path[record.path])
        name = record.path.removeprefix("_news/")
        fields = {
            "title": record.title, "excerpt": record.excerpt, "webUrl": record.web_url, "quality": record.quality,
            "providerName": provider.name, **common(record.published_at, record.topics, provider.domain),
            "parts": ["full text", "dated"],
        }  # fmt: skip
        if story is not None:
            fields |= {
                "storyUrl": "/" + folders[story.id] + "/",
                "storyTitle": story.title,
                "storyPublishers": len(story.article_ids),
            }
        target = f"{root}/news/{name}" if hugo else f"{root}/_news/{name}"
        out[target] = front_matter(**fields)
    for story in edition.stories:
        if len(story.article_ids) < 2:
            continue
        items = [edition.articles[i] for i in story.article_ids]
        lead = items[0]
        assert lead.provider
        rows = [
            {
                "title": a.title, "url": a.url, "provider": a.provider.name if a.provider else "",
                "domain": a.provider.domain if a.provider else "", "at": a.published_at.isoformat() if a.published_at else "",
                "page": "/news/" + edition.record_paths[a.id].removeprefix("_news/").removesuffix(".md") + "/",
            }
            for a in items
        ]  # fmt: skip
        fields = {
            "title": story.title, "excerpt": lead.excerpt, "why": f"{len(items)} publishers",
            "providerName": lead.provider.name, "articles": rows,
            "date": story.first_at.isoformat() if story.first_at else "", "heat": story.heat,
            "storyTopics": [slug_of[t] for t in story.topics], "domain": lead.provider.domain,
        }  # fmt: skip
        name = folders[story.id].removeprefix("stories/")
        out[f"{root}/stories/{name}.md" if hugo else f"{root}/_stories/{name}.md"] = front_matter(**fields)
    return out


def parts(edition: Edition) -> dict[str, str]:
    """Our own head, masthead and footer, so that every builder carries the same."""
    _, shell = site.prepare(replace(edition, news=(), stories=(), articles={}))
    return {"head": str(shell.parts.head), "top": str(shell.parts.top), "bottom": str(shell.parts.bottom)}


BASE = """<!doctype html>
<html lang="en-us" dir="ltr">
<head>
@head
<title>@{title} · Coast Desk</title>
<meta name="description" content="@{description}">
<link rel="canonical" href="@{url}">
<meta property="og:site_name" content="Coast Desk">
<meta property="og:type" content="article">
<meta property="og:title" content="@{title}">
<meta property="og:description" content="@{description}">
<meta property="og:url" content="@{url}">
<meta name="twitter:card" content="summary">
@ld
</head>
<body>
@top
<main id="main" tabindex="-1">
@main
</main>
@bottom
</body>
</html>
"""
ROW_HUGO = (
    '<li class="row" data-item><a class="hl out" href="{{ .Params.webUrl }}" rel="noopener noreferrer external" dir="auto">'
    '{{ .Title }}</a><p class="by"><span class="av h1" aria-hidden="true">{{ substr .Params.providerName 0 2 | upper }}</span>'
    '<a class="src" href="/providers/{{ .Params.domain }}/">{{ .Params.providerName }}</a> <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z" }}">'
    '{{ .Date.Format "2 Jan 2006, 15:04" }} UTC</time> <a class="orig" href="{{ .RelPermalink }}">Details<span class="vh"> on {{ .Title }}</span></a></p></li>\n'
)
ROW_JEKYLL = (
    '<li class="row" data-item><a class="hl out" href="{{ r.webUrl | escape }}" rel="noopener noreferrer external" dir="auto">'
    '{{ r.title | escape }}</a><p class="by"><span class="av h1" aria-hidden="true">{{ r.providerName | slice: 0, 2 | upcase }}</span>'
    '<a class="src" href="/providers/{{ r.domain }}/">{{ r.providerName | escape }}</a> <time datetime="{{ r.date | date: "%Y-%m-%dT%H:%M:%SZ" }}">'
    '{{ r.date | date: "%-d %b %Y, %H:%M" }} UTC</time> <a class="orig" href="{{ r.url }}">Details<span class="vh"> on {{ r.title | escape }}</span></a></p></li>\n'
)


def hugo_files(edition: Edition) -> dict[str, str]:
    """A Hugo site of the same page kinds."""
    shared = parts(edition)
    base = (
        BASE.replace("@head", shared["head"])
        .replace("@top", shared["top"])
        .replace("@bottom", shared["bottom"])
    )
    base = base.replace("@{title}", "{{ .Title }}").replace("@{url}", "{{ .Permalink }}")
    base = base.replace("@{description}", '{{ .Params.excerpt | default "" }}')
    base = base.replace("@ld", '{{ block "ld" . }}{{ end }}').replace(
        "@main", '{{ block "main" . }}{{ end }}'
    )
    ld = (
        '{{ define "ld" }}<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "NewsArticle" '
        '"headline" .Title "url" .Params.webUrl "datePublished" (.Date.Format "2006-01-02T15:04:05Z") "description" .Params.excerpt '
        '"publisher" (dict "@type" "Organization" "name" .Params.providerName) | jsonify | safeJS }}</script>{{ end }}'
    )
    record = ld + (
        '{{ define "main" }}<div class="wrap narrow"><article><p class="crumbs">{{ range .Params.topics }}<a href="/topics/{{ . }}/">{{ . }}</a>{{ end }}</p>'
        '<h1 dir="auto">{{ .Title }}</h1><p class="by"><span class="av h1" aria-hidden="true">{{ substr .Params.providerName 0 2 | upper }}</span>'
        '<a class="src" href="/providers/{{ .Params.domain }}/">{{ .Params.providerName }}</a> <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z" }}">{{ .Date.Format "2 Jan 2006, 15:04" }} UTC</time></p>'
        '<p class="lede" dir="auto">{{ .Params.excerpt }}</p><p><a class="button" href="{{ .Params.webUrl }}" rel="noopener noreferrer external">Read it at {{ .Params.providerName }}</a></p>'
        '{{ with .Params.storyUrl }}<p class="part-of">Part of a story told by {{ $.Params.storyPublishers }} publishers: <a href="{{ . }}">{{ $.Params.storyTitle }}</a></p>{{ end }}'
        '<details class="quality"><summary>Quality {{ .Params.quality }}</summary><ul class="plain parts">{{ range .Params.parts }}<li><span>{{ . }}</span></li>{{ end }}</ul>'
        '<p><a href="/about/#quality">What quality means</a></p></details></article></div>{{ end }}'
    )
    story = (
        '{{ define "main" }}<div class="wrap"><article><header class="story-head"><p class="crumbs">{{ range .Params.storyTopics }}<a href="/topics/{{ . }}/">{{ . }}</a>{{ end }}</p>'
        '<h1 dir="auto">{{ .Title }}</h1><p class="why"><span>{{ .Params.why }}</span></p></header><p class="lede">{{ .Params.excerpt }}</p><ol class="timeline">'
        '{{ range .Params.articles }}<li class="tick" data-item><a class="hl out" href="{{ .url }}" rel="noopener noreferrer external" dir="auto">{{ .title }}</a>'
        '<p class="by"><a class="src" href="/providers/{{ .domain }}/">{{ .provider }}</a> <time datetime="{{ .at }}">{{ .at }}</time> <a class="orig" href="{{ .page }}">Details</a></p></li>{{ end }}</ol>'
        '<aside class="rail"><ul class="who">{{ range .Params.articles }}<li><a class="src" href="/providers/{{ .domain }}/">{{ .provider }}</a></li>{{ end }}</ul></aside></article></div>{{ end }}'
    )
    listing = (
        '{{ define "main" }}<div class="wrap narrow"><header class="page-head"><h1>{{ .Title }}</h1><p class="sum">{{ len .Pages }} articles</p></header>'
        '<ul class="rows">{{ range first '
        + str(ROWS)
        + " .Pages }}"
        + ROW_HUGO
        + "{{ end }}</ul></div>{{ end }}"
    )
    days = listing.replace(f"first {ROWS} .Pages", ".Pages")
    front = (
        '{{ define "main" }}<div class="wrap"><h1>Top stories</h1>{{ range first 36 (sort (where .Site.RegularPages "Section" "stories") "Params.heat" "desc") }}'
        '<article class="card"><h2 class="hl"><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p class="ex">{{ .Params.excerpt }}</p><p class="why">{{ .Params.why }}</p></article>{{ end }}</div>{{ end }}'
    )
    config = """
baseURL = "https://coast.example/"
title = "Coast Desk"
languageCode = "en-us"
disableKinds = ["section", "taxonomy"]
enableRobotsTXT = true
ignoreErrors = ["error-disable-taxonomy"]
timeout = "600s"
[taxonomies]
topic = "topics"
provider = "providers"
day = "days"
month = "months"
[outputs]
home = ["HTML", "RSS"]
term = ["HTML", "RSS"]
[services.rss]
limit = 40
"""
    return content(edition, True) | {
        "config.toml": config,
        "layouts/_default/baseof.html": base,
        "layouts/news/single.html": record,
        "layouts/stories/single.html": story,
        "layouts/_default/term.html": listing,
        "layouts/days/term.html": days,
        "layouts/months/term.html": listing,
        "layouts/index.html": front,
    }


JEKYLL_MEND = """
module Jekyll
  class Site # 4.3.1 looks every file up in a list of all files: later versions do not, nor shall this one
    def each_site_file
      [pages, static_files_to_write, docs_to_write].each { |items| items.each { |item| yield item } }
    end
  end
end
"""
JEKYLL_GENERATOR = """
module Press
  class ListPage < Jekyll::Page
    def initialize(site, dir, name, title, layout, items)
      @site, @base, @dir, @name = site, site.source, dir, name
      process(name)
      @data = { "layout" => layout, "title" => title, "items" => items.first(limit(dir)), "count" => items.size }
    end
    def limit(dir) = dir.start_with?("days") ? 100000 : ROWS
  end
  class Generator < Jekyll::Generator
    safe true
    def generate(site)
      news = site.collections["news"].docs.sort_by { |d| d.data["date"] }.reverse
      { "days" => "day", "months" => "month", "providers" => "domain" }.each do |dir, key|
        news.group_by { |d| d.data[key] }.each do |value, docs|
          site.pages << ListPage.new(site, "#{dir}/#{value}", "index.html", value, "list", docs)
          site.pages << ListPage.new(site, "#{dir}/#{value}", "feed.xml", value, "feed", docs) if dir == "providers"
        end
      end
      topics = Hash.new { |h, k| h[k] = [] }
      news.each { |d| d.data["topics"].each { |t| topics[t] << d } }
      topics.each do |value, docs|
        site.pages << ListPage.new(site, "topics/#{value}", "index.html", value, "list", docs)
        site.pages << ListPage.new(site, "topics/#{value}", "feed.xml", value, "feed", docs)
      end
      stories = site.collections["stories"].docs.sort_by { |d| -d.data["heat"] }.first(36)
      site.pages << ListPage.new(site, "", "index.html", "Top stories", "front", stories)
      site.pages << ListPage.new(site, "", "feed.xml", "Coast Desk", "feed", news)
      site.pages << ListPage.new(site, "", "sitemap.xml", "Sitemap", "sitemap", [])
    end
  end
end
""".replace("ROWS", str(ROWS))


def jekyll_files(edition: Edition) -> dict[str, str]:
    """A Jekyll site of the same page kinds; a plug-in groups the records once."""
    shared = parts(edition)
    base = (
        BASE.replace("@head", shared["head"])
        .replace("@top", shared["top"])
        .replace("@bottom", shared["bottom"])
    )
    base = base.replace("@{title}", "{{ page.title | escape }}").replace(
        "@{url}", "https://coast.example{{ page.url }}"
    )
    base = base.replace("@{description}", "{{ page.excerpt_text | default: page.title | escape }}")
    base = base.replace("@main", "{{ content }}").replace(
        "@ld",
        '{% if page.webUrl %}<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":{{ page.title | jsonify }},'
        '"url":{{ page.webUrl | jsonify }},"datePublished":"{{ page.date | date: "%Y-%m-%dT%H:%M:%SZ" }}","description":{{ page.lead | jsonify }},'
        '"publisher":{"@type":"Organization","name":{{ page.providerName | jsonify }}}}</script>{% endif %}',
    )
    record = (
        '---\nlayout: base\n---\n<div class="wrap narrow"><article><p class="crumbs">{% for t in page.topics %}<a href="/topics/{{ t }}/">{{ t }}</a>{% endfor %}</p>'
        '<h1 dir="auto">{{ page.title | escape }}</h1><p class="by"><span class="av h1" aria-hidden="true">{{ page.providerName | slice: 0, 2 | upcase }}</span>'
        '<a class="src" href="/providers/{{ page.domain }}/">{{ page.providerName | escape }}</a> <time datetime="{{ page.date | date: "%Y-%m-%dT%H:%M:%SZ" }}">{{ page.date | date: "%-d %b %Y, %H:%M" }} UTC</time></p>'
        '<p class="lede" dir="auto">{{ page.lead | escape }}</p><p><a class="button" href="{{ page.webUrl | escape }}" rel="noopener noreferrer external">Read it at {{ page.providerName | escape }}</a></p>'
        '{% if page.storyUrl %}<p class="part-of">Part of a story told by {{ page.storyPublishers }} publishers: <a href="{{ page.storyUrl }}">{{ page.storyTitle | escape }}</a></p>{% endif %}'
        '<details class="quality"><summary>Quality {{ page.quality }}</summary><ul class="plain parts">{% for p in page.parts %}<li><span>{{ p | escape }}</span></li>{% endfor %}</ul>'
        '<p><a href="/about/#quality">What quality means</a></p></details></article></div>\n'
    )
    story = (
        '---\nlayout: base\n---\n<div class="wrap"><article><header class="story-head"><p class="crumbs">{% for t in page.storyTopics %}<a href="/topics/{{ t }}/">{{ t }}</a>{% endfor %}</p>'
        '<h1 dir="auto">{{ page.title | escape }}</h1><p class="why"><span>{{ page.why }}</span></p></header><p class="lede">{{ page.lead | escape }}</p><ol class="timeline">'
        '{% for a in page.articles %}<li class="tick" data-item><a class="hl out" href="{{ a.url | escape }}" rel="noopener noreferrer external" dir="auto">{{ a.title | escape }}</a>'
        '<p class="by"><a class="src" href="/providers/{{ a.domain }}/">{{ a.provider | escape }}</a> <time datetime="{{ a.at }}">{{ a.at }}</time> <a class="orig" href="{{ a.page }}">Details</a></p></li>{% endfor %}</ol>'
        '<aside class="rail"><ul class="who">{% for a in page.articles %}<li><a class="src" href="/providers/{{ a.domain }}/">{{ a.provider | escape }}</a></li>{% endfor %}</ul></aside></article></div>\n'
    )
    listing = (
        '---\nlayout: base\n---\n<div class="wrap narrow"><header class="page-head"><h1>{{ page.title }}</h1><p class="sum">{{ page.count }} articles</p></header>'
        '<ul class="rows">{% for r in page.items %}' + ROW_JEKYLL + "{% endfor %}</ul></div>\n"
    )
    front = (
        '---\nlayout: base\n---\n<div class="wrap"><h1>Top stories</h1>{% for r in page.items %}<article class="card"><h2 class="hl"><a href="{{ r.url }}">{{ r.title | escape }}</a></h2>'
        '<p class="ex">{{ r.lead | escape }}</p><p class="why">{{ r.why }}</p></article>{% endfor %}</div>\n'
    )
    feed = (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{{ page.title | xml_escape }}</title><link>https://coast.example/</link><description>Coast</description>'
        "{% for r in page.items limit: 40 %}<item><title>{{ r.title | xml_escape }}</title><link>https://coast.example{{ r.url }}</link><guid>https://coast.example{{ r.url }}</guid>"
        "<pubDate>{{ r.date | date_to_rfc822 }}</pubDate><description>{{ r.lead | xml_escape }}</description></item>\n{% endfor %}</channel></rss>\n"
    )
    sitemap = (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{% for r in site.news %}<url><loc>https://coast.example{{ r.url }}</loc>'
        "<lastmod>{{ r.date | date_to_xmlschema }}</lastmod></url>\n{% endfor %}{% for r in site.stories %}<url><loc>https://coast.example{{ r.url }}</loc></url>\n{% endfor %}</urlset>\n"
    )
    config = (
        "title: Coast Desk\nurl: https://coast.example\nlsi: false\nincremental: false\n"
        "collections:\n  news:\n    output: true\n    permalink: /news/:name/\n  stories:\n    output: true\n    permalink: /stories/:name/\n"
        'defaults:\n  - scope: {path: "", type: news}\n    values: {layout: record}\n  - scope: {path: "", type: stories}\n    values: {layout: story}\n'
    )
    own = {path: text.replace("\nexcerpt: ", "\nlead: ") for path, text in content(edition, False).items()}
    return own | {
        "_config.yml": config,
        "_plugins/press.rb": JEKYLL_GENERATOR,
        "_layouts/base.html": base,
        "_layouts/record.html": record,
        "_layouts/story.html": story,
        "_layouts/list.html": listing,
        "_layouts/front.html": front,
        "_layouts/feed.html": feed,
        "_layouts/sitemap.html": sitemap,
    }


# ------------------------------------------------------------------------ measuring


class Run(NamedTuple):
    """One build."""

    seconds: float
    memory_mb: float
    output: str


def timed(command: list[str], cwd: Path) -> Run:
    """Wall time and peak memory of a command and its children."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, cwd=cwd, stdout=told, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        told.seek(0)
        text = told.read().decode()
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)}\n{text[-2000:]}")
    return Run(took, used.ru_maxrss / 1024, text)


def put(tree: dict[str, str], folder: Path) -> None:
    """Write a tree of text files."""
    for path, text in tree.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def weigh(folder: Path) -> tuple[int, int, float]:
    """HTML pages, files and megabytes below a folder."""
    found = [p for p in folder.rglob("*") if p.is_file()]
    return sum(p.suffix == ".html" for p in found), len(found), sum(p.stat().st_size for p in found) / 1e6


class Builder(NamedTuple):
    """How to start one builder, and where its site appears."""

    command: list[str]
    out: Path
    cwd: Path

    @property
    def public(self) -> Path:
        """The built site."""
        return self.out / "public" if (self.out / "public").is_dir() else self.out


ME = [sys.executable, str(Path(__file__).resolve())]
OURS = {
    "Tipsheet": "same",
    "Tipsheet, all processors": "shared",
    "Tipsheet, from record files": "records",
    "Tipsheet, everything": "everything",
}
FLOORS = {"floor: the same files written": "same", "floor: everything written": "everything"}


def builders(edition: Edition, work: Path, wanted: list[str]) -> dict[str, Builder]:
    """All that take part, their input written."""
    found: dict[str, Builder] = {}
    source = work / "edition"
    if "tipsheet" in wanted:
        source.write_bytes(msgspec.msgpack.encode(edition))
        write_records(edition, work / "told")
        for name, mode in OURS.items():
            found[name] = Builder([*ME, "--ours", mode, str(source), str(work / mode)], work / mode, work)
    if "hugo" in wanted and shutil.which("hugo"):
        put(hugo_files(edition), work / "hugo")
        found["Hugo"] = Builder(["hugo", "--quiet", "-d", "public"], work / "hugo/public", work / "hugo")
    jekyll = ["jekyll", "build", "-q", "-d", "_site", "--disable-disk-cache"]
    for name, folder, mended in (("Jekyll", "jekyll", True), ("Jekyll as packaged", "packaged", False)):
        if folder in wanted and shutil.which("jekyll"):
            tree = jekyll_files(edition)
            if mended:
                tree["_plugins/mend.rb"] = JEKYLL_MEND
            put(tree, work / folder)
            found[name] = Builder(jekyll, work / folder / "_site", work / folder)
    return found


def measured(all_of: dict[str, Builder], work: Path, runs: int) -> dict[str, Run]:
    """The best run of each; in turns, so that a busy moment of the machine hits all alike."""
    best: dict[str, Run] = {}

    def keep(name: str, run: Run) -> None:
        if name not in best or run.seconds < best[name].seconds:
            best[name] = run

    for _ in range(runs):
        for name, builder in all_of.items():
            shutil.rmtree(builder.out, ignore_errors=True)
            keep(name, timed(builder.command, builder.cwd))
        for name, mode in FLOORS.items():
            if (work / mode / "public").is_dir():
                shutil.rmtree(work / "floor", ignore_errors=True)
                run = timed([*ME, "--floor", str(work / mode / "public"), str(work / "floor")], work)
                keep(name, run._replace(seconds=json.loads(run.output)["seconds"]))
    return best


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="tipsheet,hugo,jekyll", help="also: packaged (slow)")
    parser.add_argument("--keep", help="leave the sites in this folder")
    options = parser.parse_args()
    work = Path(options.keep or tempfile.mkdtemp(prefix="site-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    edition = invented(options.records)
    multi = sum(len(s.article_ids) > 1 for s in edition.stories)
    print(f"{len(edition.news)} records, {multi} stories of several articles, {os.cpu_count()} processors\n")
    all_of = builders(edition, work, options.only.split(","))
    best = measured(all_of, work, options.runs)
    speed: dict[str, float] = {}
    for name, run in best.items():
        if name in FLOORS:
            print(f"{name:<30}{run.seconds:8.2f} s{'':14}{json.loads(run.output)['files']:8} files")
            continue
        pages, count, size = weigh(all_of[name].public)
        speed[name] = pages / run.seconds
        print(
            f"{name:<30}{run.seconds:8.2f} s{pages:8} pages{count:8} files{size:8.1f} MB"
            f"{speed[name]:8.0f} pages/s{run.memory_mb:7.0f} MB memory"
        )
    print()
    for peer in ("Hugo", "Jekyll", "Jekyll as packaged"):
        if peer in speed and "Tipsheet" in speed:
            ratios = [f"{name} {speed[name] / speed[peer]:.1f}x" for name in list(OURS)[:3]]
            print(f"pages per second against {peer}: {'; '.join(ratios)}")
    if "Tipsheet, everything" in best:
        whole = json.loads(best["Tipsheet, everything"].output.splitlines()[-1])
        floor_ = best["floor: everything written"].seconds
        print(
            f"\nthe full build of everything by one process, without starting and reading: {whole['seconds']:.2f} s,"
            f" {whole['seconds'] / floor_:.1f} times the floor"
        )
        for kind, words in (
            ("newest", "the 20 newest records changed"),
            ("spread", "20 records all over the year"),
        ):
            seconds, count = whole[kind]
            times = whole["seconds"] / seconds
            print(f"  rebuilt after {words}: {seconds * 1000:.0f} ms, {count} files: {times:.1f}x")
    if not options.keep:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        ours(sys.argv[2:])
    elif sys.argv[1:2] == ["--floor"]:
        floor(sys.argv[2:])
    else:
        main()
