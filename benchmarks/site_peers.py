# ruff: noqa: E501 - templates of other builders keep their lines
"""The same publication for Hugo and Jekyll: records as Markdown with front matter, and themes.

Both get the records as they like them, and what takes judgement (the articles of a story, its
related stories, the bars of its sparkline) ready in the front matter. Their themes make the page
kinds that ours makes, with the same head, masthead and footer: front page, stories, records,
topics, publishers, days, months; RSS, Atom and JSON Feed of front page, topics, publishers and
stories; sitemap; search index by month; JSON API of stories, of topics' stories and of the news,
25 a page. What needs one look at all records is done once: by taxonomies in Hugo, by a generator
in Jekyll.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import msgspec

from tipsheet.publish import site
from tipsheet.publish.site.spark import counts
from tipsheet.records import Article, Edition, Story

replace = msgspec.structs.replace
ROWS = 60  # of a publisher's page
TOPIC_ROWS = 40
ENTRIES = 40  # of a feed
TOPIC_STORIES = 26
FRONT_STORIES = 36
PAGE = 25  # of the API


# --------------------------------------------------------------------- the content


def content(edition: Edition, hugo: bool) -> dict[str, str]:
    """The records and stories as the peers' content files."""
    views, _ = site.prepare(edition)
    told = [s for s in edition.stories if len(s.article_ids) > 1]
    of = {i: story for story in told for i in story.article_ids}
    slug_of = {t.name: t.slug for t in edition.topics}
    by_path = {path: key for key, path in edition.record_paths.items()}
    out: dict[str, str] = {}

    def common(at: datetime | None, topics: tuple[str, ...], domain: str) -> dict[str, Any]:
        assert at is not None
        fields: dict[str, Any] = {"date": at.isoformat(), "topics": [slug_of[t] for t in topics]}
        fields["day"], fields["month"], fields["domain"] = f"{at:%Y-%m-%d}", f"{at:%Y-%m}", domain
        return fields

    for record in edition.news:
        provider = record.provider
        assert provider is not None
        fields = {
            "title": record.title, "excerpt": record.excerpt, "webUrl": record.web_url, "quality": record.quality,
            "providerName": provider.name, "initials": views.provider(provider).initials, "hue": views.provider(provider).hue,
            **common(record.published_at, record.topics, provider.domain), "parts": ["full text", "dated"],
        }  # fmt: skip
        if hugo:
            fields |= {"days": [fields["day"]], "months": [fields["month"]], "providers": [provider.domain]}
        story = of.get(by_path[record.path])
        if story is not None:
            fields |= {
                "storyUrl": f"/{views.folders[story.id]}/", "storyTitle": story.title,
                "storyPublishers": len(story.article_ids),
            }  # fmt: skip
        name = record.path.removeprefix("_news/")
        out[f"content/news/{name}" if hugo else f"_news/{name}"] = _front_matter(fields)
    for story in told:
        items = [edition.articles[i] for i in story.article_ids]
        lead = items[0]
        assert lead.provider
        times = [a.published_at for a in items if a.published_at]
        fields = {
            "title": story.title, "excerpt": lead.excerpt, "why": f"{len(items)} publishers", "webUrl": lead.url,
            "providerName": lead.provider.name, "initials": views.provider(lead.provider).initials,
            "hue": views.provider(lead.provider).hue, "storyId": story.id, "heat": story.heat, "importance": story.importance,
            **common(story.first_at, story.topics, lead.provider.domain),
            "articles": [_article(views, edition, a) for a in items],
            "bars": counts(times) if len(times) > 2 else [],
            "related": [_related(views, edition, other) for other in views.earlier.get(story.id, ())],
        }  # fmt: skip
        if hugo:
            fields["outputs"] = ["HTML", "RSS", "ATOM", "JSONFEED", "API"]
        name = views.folders[story.id].removeprefix("stories/")
        out[f"content/stories/{name}.md" if hugo else f"_stories/{name}.md"] = _front_matter(fields)
    return out


def _article(views: site.Views, edition: Edition, article: Article) -> dict[str, Any]:
    assert article.provider
    assert article.published_at
    provider = views.provider(article.provider)
    return {
        "id": article.id, "title": article.title, "url": article.url, "excerpt": article.excerpt, "provider": provider.name,
        "domain": provider.domain, "initials": provider.initials, "hue": provider.hue, "quality": article.quality,
        "at": article.published_at.isoformat(),
        "page": "/news/" + edition.record_paths[article.id].removeprefix("_news/").removesuffix(".md") + "/",
    }  # fmt: skip


def _related(views: site.Views, edition: Edition, story: Story) -> dict[str, Any]:
    lead = edition.articles[story.article_ids[0]]
    assert lead.provider
    assert lead.published_at
    return {
        "title": story.title, "url": f"/{views.folders[story.id]}/", "provider": lead.provider.name,
        "at": lead.published_at.isoformat(),
    }  # fmt: skip


def _front_matter(fields: dict[str, Any]) -> str:
    """YAML front matter; JSON values are YAML values."""
    rows = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "---\n" + "\n".join(rows) + "\n---\n"


# ------------------------------------------------------------------- what is shared


def _parts(edition: Edition) -> dict[str, str]:
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
@feeds@ld
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
_FEED_LINKS = "".join(
    f'<link rel="alternate" type="{kind}" title="@title ({label})" href="@root{name}">\n'
    for kind, name, label in (
        ("application/rss+xml", "feed.xml", "RSS"),
        ("application/atom+xml", "atom.xml", "Atom"),
        ("application/feed+json", "feed.json", "JSON Feed"),
    )
)
_RSS_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<title>@title</title><link>@home</link><description>@title</description><language>en-us</language><generator>B</generator><ttl>60</ttl>"
    '<atom:link rel="self" type="application/rss+xml" href="@homefeed.xml"/>\n'
)
_ATOM_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us"><id>@home</id><title>@title</title>'
    '<generator>B</generator><link rel="alternate" type="text/html" href="@home"/><link rel="self" type="application/atom+xml" href="@homeatom.xml"/>\n'
)


# ----------------------------------------------------------------------------- Hugo

_H_AT = '"2006-01-02T15:04:05Z"'
_H_SOURCE = (
    '<span class="av h{{ .Params.hue }}" aria-hidden="true">{{ .Params.initials }}</span>'
    '<a class="src" href="/providers/{{ .Params.domain }}/">{{ .Params.providerName }}</a>'
)
_H_TIME = (
    '<time datetime="{{ .Date.Format ' + _H_AT + ' }}">{{ .Date.Format "2 Jan 2006, 15:04" }} UTC</time>'
)
_H_ROW = (
    '<li class="row" data-item><a class="hl out" href="{{ .Params.webUrl }}" rel="noopener noreferrer external" dir="auto" data-open>{{ .Title }}</a>'
    f'<p class="by">{_H_SOURCE} {_H_TIME} <a class="orig" href="{{{{ .RelPermalink }}}}">Details<span class="vh"> on {{{{ .Title }}}}</span></a></p></li>\n'
)
_H_SPARK = (
    '{{ with .Params.bars }}<svg class="spark" viewBox="0 0 80 18" width="80" height="18" role="img">{{ range $i, $n := . }}'
    '<rect class="{{ if $n }}b{{ else }}z{{ end }}" x="{{ mul $i 5 }}" y="{{ sub 18 (mul $n 4) }}" width="4" height="{{ add 1 (mul $n 4) }}"/>{{ end }}</svg>{{ end }}'
)
_H_CARD = (
    '<article class="card minor" data-item data-story="{{ .Params.storyId }}" data-latest="{{ .Date.Format '
    + _H_AT
    + ' }}"><div class="body"><h2 class="hl"><a href="{{ .RelPermalink }}" dir="auto" data-open>{{ .Title }}</a></h2>'
    f'<p class="by">{_H_SOURCE} {_H_TIME} <a class="orig out" href="{{{{ .Params.webUrl }}}}" rel="noopener noreferrer external" data-original>Read<span class="vh"> at {{{{ .Params.providerName }}}}</span></a></p>'
    f'<p class="ex" dir="auto">{{{{ .Params.excerpt }}}}</p><p class="why">{_H_SPARK}<span>{{{{ .Params.why }}}}</span></p>'
    '<p class="stack"><span class="stack-h">Also:</span>{{ range first 4 (after 1 .Params.articles) }}<span><a href="{{ .url }}" rel="noopener noreferrer external" title="{{ .title }}">{{ .provider }}</a></span>{{ end }}</p></div></article>\n'
)
_H_LD = (
    '{{ define "ld" }}<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "NewsArticle" '
    '"headline" .Title "url" .Params.webUrl "datePublished" (.Date.Format '
    + _H_AT
    + ') "description" .Params.excerpt "publisher" (dict "@type" "Organization" "name" .Params.providerName "url" (printf "https://%s/" .Params.domain)) '
    '"author" (dict "@type" "Organization" "name" .Params.providerName) "mainEntityOfPage" (dict "@type" "WebPage" "@id" .Permalink) | jsonify | safeJS }}</script>{{ end }}'
)
_H_STORY_LD = (
    '{{ define "ld" }}{{ $items := slice }}{{ range $i, $a := .Params.articles }}{{ $items = $items | append (dict "@type" "ListItem" "position" (add $i 1) "item" '
    '(dict "@type" "NewsArticle" "headline" .title "url" .url "datePublished" .at "description" .excerpt "publisher" (dict "@type" "Organization" "name" .provider))) }}{{ end }}'
    '<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "CollectionPage" "url" .Permalink "name" .Title '
    '"mainEntity" (dict "@type" "ItemList" "numberOfItems" (len $items) "itemListElement" $items) | jsonify | safeJS }}</script>{{ end }}'
)
_H_RECORD = _H_LD + (
    '{{ define "main" }}<div class="wrap narrow"><article><p class="crumbs">{{ range .Params.topics }}<a href="/topics/{{ . }}/">{{ . }}</a>{{ end }}</p>'
    f'<h1 dir="auto">{{{{ .Title }}}}</h1><p class="by">{_H_SOURCE} {_H_TIME}</p>'
    '<p class="lede" dir="auto">{{ .Params.excerpt }}</p><p><a class="button" href="{{ .Params.webUrl }}" rel="noopener noreferrer external" data-original>Read it at {{ .Params.providerName }}</a></p>'
    '{{ with .Params.storyUrl }}<p class="part-of">Part of a story told by {{ $.Params.storyPublishers }} publishers: <a href="{{ . }}" dir="auto">{{ $.Params.storyTitle }}</a></p>{{ end }}'
    '<details class="quality"><summary>Quality {{ .Params.quality }}</summary><ul class="plain parts">{{ range .Params.parts }}<li><span>{{ . }}</span> <span class="n">+6</span></li>{{ end }}</ul>'
    '<p><a href="/about/#quality">What quality means</a></p></details></article></div>{{ end }}'
)
_H_STORY = _H_STORY_LD + (
    '{{ define "main" }}<div class="wrap"><article data-story="{{ .Params.storyId }}"><header class="story-head"><p class="crumbs">{{ range .Params.topics }}<a href="/topics/{{ . }}/">{{ . }}</a>{{ end }}</p>'
    f'<h1 dir="auto">{{{{ .Title }}}}</h1><p class="by">{_H_SOURCE} {_H_TIME}</p><p class="why">{_H_SPARK}<span>{{{{ .Params.why }}}}</span></p></header>'
    '<div class="cols"><div class="main-col"><p class="lede" dir="auto">{{ .Params.excerpt }}</p><p><a class="button" href="{{ .Params.webUrl }}" rel="noopener noreferrer external" data-original>Read it at {{ .Params.providerName }}</a></p>'
    '<section><h2 class="sect">How it unfolded <span class="n">{{ len .Params.articles }} articles</span></h2><ol class="timeline">'
    '{{ range .Params.articles }}<li class="tick" data-item data-at="{{ .at }}"><span class="clock">{{ dateFormat "15:04" .at }}</span><div><a class="hl out" href="{{ .url }}" rel="noopener noreferrer external" dir="auto" data-open>{{ .title }}</a>'
    '<p class="by"><span class="av h{{ .hue }}" aria-hidden="true">{{ .initials }}</span><a class="src" href="/providers/{{ .domain }}/">{{ .provider }}</a> <a class="orig" href="{{ .page }}">Details<span class="vh"> on {{ .title }}</span></a></p>'
    '<p class="adds" dir="auto">{{ .excerpt }}</p></div></li>{{ end }}</ol></section></div>'
    '<aside class="rail"><section class="panel"><h2 class="sect">Who reports it</h2><ul class="who">{{ range .Params.articles }}<li><span class="av h{{ .hue }}" aria-hidden="true">{{ .initials }}</span><a class="src" href="/providers/{{ .domain }}/">{{ .provider }}</a></li>{{ end }}</ul></section>'
    '{{ with .Params.related }}<section class="panel"><h2 class="sect">Related stories</h2><ul class="plain">{{ range . }}<li><a href="{{ .url }}" dir="auto">{{ .title }}</a> <span class="by"><span class="src">{{ .provider }}</span> <time datetime="{{ .at }}">{{ dateFormat "2 Jan 2006, 15:04" .at }} UTC</time></span></li>{{ end }}</ul></section>{{ end }}'
    '<section class="panel"><p class="follow">Follow this story: <a href="feed.xml">RSS</a> · <a href="atom.xml">Atom</a> · <a href="feed.json">JSON Feed</a></p></section></aside></div></article></div>{{ end }}'
)
_H_NEWEST = '(partialCached "newest.html" . .RelPermalink)'  # stories of a topic or the front page
_H_HOTTEST = '(partialCached "hottest.html" . .RelPermalink)'
_H_TERM_HEAD = '<div class="wrap narrow"><header class="page-head"><h1>{{ .Title }}</h1><p class="sum">{{ len .Pages }} articles</p></header>'
_H_BODY = '(printf "<p>%s</p><p><a href=\\"%s\\">Read it at %s</a></p>" (htmlEscape .Params.excerpt) .Params.webUrl (htmlEscape .Params.providerName))'
_H_ABODY = '(printf "<p>%s</p><p><a href=\\"%s\\">Read it at %s</a></p>" (htmlEscape .excerpt) .url (htmlEscape .provider))'


def _h_xml(text: str) -> str:
    """Feeds are rendered as text: every value escaped for XML by hand."""
    return text.replace("@title", "{{ .Title | htmlEscape }}").replace("@home", "{{ .Permalink }}")


def _h_item(entry: str, story: bool) -> str:
    at, utc = ("(time .at).Format", "") if story else (".Date.Format", "")
    names = (
        {"T": ".title", "L": ".url", "I": ".id", "P": ".provider", "B": _H_ABODY, "E": ".excerpt"}
        if story
        else {"T": ".Title", "L": ".Permalink", "I": ".Permalink", "P": ".Params.providerName", "B": _H_BODY, "E": ".Params.excerpt"}
    )  # fmt: skip
    for key, name in names.items():
        entry = entry.replace(f"@{key}", name)
    return (
        entry.replace("@at822", f'{at} "Mon, 02 Jan 2006 15:04:05 GMT"').replace("@at", f"{at} {_H_AT}") + utc
    )


_H_RSS_ITEM = (
    '<item><title>{{ @T | htmlEscape }}</title><link>{{ @L }}</link><guid isPermaLink="false">{{ @I }}</guid><pubDate>{{ @at822 }}</pubDate>'
    "<dc:creator>{{ @P | htmlEscape }}</dc:creator><description>{{ @B | htmlEscape }}</description></item>\n"
)
_H_ATOM_ITEM = (
    '<entry><id>{{ @I }}</id><title>{{ @T | htmlEscape }}</title><link rel="alternate" href="{{ @L }}"/><published>{{ @at }}</published><updated>{{ @at }}</updated>'
    '<author><name>{{ @P | htmlEscape }}</name></author><summary>{{ @E | htmlEscape }}</summary><content type="html">{{ @B | htmlEscape }}</content></entry>\n'
)
_H_JSON_ITEM = (
    '{"id":{{ @I | jsonify }},"url":{{ @L | jsonify }},"title":{{ @T | jsonify }},"content_html":{{ @B | jsonify }},"date_published":"{{ @at }}","date_modified":"{{ @at }}",'
    '"authors":[{"name":{{ @P | jsonify }}}],"summary":{{ @E | jsonify }}}'
)
_H_JSON_HEAD = (
    '{"version":"https://jsonfeed.org/version/1.1","title":{{ .Title | jsonify }},"home_page_url":{{ .Permalink | jsonify }},"feed_url":{{ printf "%sfeed.json" .Permalink | jsonify }},'
    '"language":"en-us","items":['
)
_H_API_STORY = (
    '{"id":{{ .Params.storyId | jsonify }},"title":{{ .Title | jsonify }},"why":{{ .Params.why | jsonify }},"pageUrl":{{ .Permalink | jsonify }},"topics":{{ .Params.topics | jsonify }},'
    '"firstDateTime":"{{ .Date.Format '
    + _H_AT
    + ' }}","heat":{{ .Params.heat }},"importance":{{ .Params.importance }},"publishers":{{ len .Params.articles }},"articles":{{ .Params.articles | jsonify }},"related":{{ .Params.related | jsonify }}}'
)
_H_API_NEWS = (
    '(dict "path" .File.Path "title" .Title "excerpt" .Params.excerpt "sourceUrl" nil "webUrl" .Params.webUrl "originalUrl" .Params.webUrl "featuredContent" nil "highlight" nil '
    '"heat" .Params.quality "tags" nil "images" nil "content" "" "type" "article" "ampWebUrl" nil "cdnAmpWebUrl" nil "publishedDateTime" (.Date.Format '
    + _H_AT
    + ') "updatedDateTime" nil "provider" (dict "name" .Params.providerName "domain" .Params.domain "images" nil "publishers" nil "authors" nil) '
    '"locale" "en-us" "categories" (slice "News") "topics" .Params.topics "quality" .Params.quality "related" nil)'
)


def _h_each(pages: str, entry: str, comma: str = "") -> str:
    """An entry a page; with a `comma` between them. Entries that stand in several lists are made once."""
    between = f"{{{{ if $i }}}}{comma}{{{{ end }}}}" if comma else ""
    return f"{{{{ range $i, $p := {pages} }}}}{between}{entry}{{{{ end }}}}"


def _h_kept(name: str) -> str:
    return f'{{{{ partialCached "{name}" . .RelPermalink }}}}'


def _h_news_pages(pages: str) -> str:
    """The news API: 25 records a page, by Hugo's own paginator."""
    return (
        f'{{{{ $p := .Paginate ({pages}) {PAGE} }}}}{{\n  "page": {{{{ $p.PageNumber }}}},\n  "value": ['
        + _h_each("$p.Pages", _h_kept("item.news.json"), ",")
        + '],\n  "nextPage": {{ cond $p.HasNext (add $p.PageNumber 1) "null" }}\n}'
    )


def _h_lists(item: str, kept: str, comma: str = "") -> str:
    """Entries of a feed: stories of a topic or the front page (kept, they stand in several), records of a publisher."""
    own = _h_each(f"first {ENTRIES} .Pages", item, comma)
    return (
        '{{ if or .IsHome (eq .Data.Plural "topics") }}'
        f"{_h_each(f'first {ENTRIES} {_H_NEWEST}', _h_kept(kept), comma)}{{{{ else }}}}{own}{{{{ end }}}}"
    )


def hugo_files(edition: Edition) -> dict[str, str]:
    """A Hugo site of the same page kinds."""
    base = BASE
    for name, text in _parts(edition).items():
        base = base.replace(f"@{name}", text)
    base = base.replace("@{title}", "{{ .Title }}").replace("@{url}", "{{ .Permalink }}")
    base = base.replace("@{description}", '{{ .Params.excerpt | default "" | truncate 200 }}')
    feeds = _FEED_LINKS.replace("@title", "{{ .Title }}").replace("@root", "{{ .RelPermalink }}")
    base = base.replace("@feeds", "{{ if .OutputFormats.Get `atom` }}" + feeds + "{{ end }}")
    base = base.replace("@ld", '{{ block "ld" . }}{{ end }}')
    base = base.replace("@main", '{{ block "main" . }}{{ end }}')
    rows = '<ul class="rows">{{ range @ }}' + _h_kept("row.html") + "{{ end }}</ul></div>"
    listing = '{{ define "main" }}' + _H_TERM_HEAD + rows.replace("@", f"first {ROWS} .Pages") + "{{ end }}"
    month = (
        '{{ define "main" }}<div class="wrap narrow"><h1>{{ .Title }}</h1><ul class="chips">{{ range $day, $n := .Pages.GroupByDate "2006-01-02" }}<li><a href="/days/{{ .Key }}/">{{ .Key }} <span class="n">{{ len .Pages }}</span></a></li>{{ end }}</ul>'
        '{{ $month := .Title }}<ul class="plain">{{ range first 40 (index (partialCached "by-month.html" .) .Title) }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <span class="by"><span class="src">{{ .Params.providerName }}</span> '
        + _H_TIME
        + "</span></li>{{ end }}</ul></div>{{ end }}"
    )
    topic = (
        '{{ define "main" }}{{ $news := where .Pages "Section" "news" }}<div class="wrap"><header class="page-head"><h1>{{ .Title }}</h1><p class="sum">{{ len $news }} articles on record</p></header><div class="cols"><div class="main-col">'
        f"{{{{ range first {TOPIC_STORIES} {_H_HOTTEST} }}}}{_h_kept('card.html')}{{{{ end }}}}</div>"
        f'<aside class="rail"><section class="panel"><h2 class="sect">Latest articles</h2><ul class="rows tight">{{{{ range first {TOPIC_ROWS} $news }}}}{_h_kept("row.html")}{{{{ end }}}}</ul></section></aside></div></div>{{{{ end }}}}'
    )
    front = (
        '{{ define "main" }}<div class="wrap"><h1 class="vh">Top stories</h1><div class="cols"><div class="main-col">'
        f"{{{{ range first {FRONT_STORIES} {_H_HOTTEST} }}}}{_h_kept('card.html')}{{{{ end }}}}</div>"
        f'<aside class="rail"><ul class="rows tight">{{{{ range first 14 (where .Site.RegularPages "Section" "news") }}}}{_h_kept("row.html")}{{{{ end }}}}</ul></aside></div></div>{{{{ end }}}}'
    )
    rss, atom = _h_xml(_RSS_HEAD), _h_xml(_ATOM_HEAD)
    entries = {
        "rss.xml": (rss, _H_RSS_ITEM, "", "</channel></rss>\n"),
        "atom.xml": (atom, _H_ATOM_ITEM, "", "</feed>\n"),
        "jsonfeed.json": (_H_JSON_HEAD, _H_JSON_ITEM, ",", "]}"),
    }
    lists: dict[str, str] = {}
    single = {"api.json": _h_kept("item.api.json")}
    partials = {
        "row.html": _H_ROW,
        "card.html": _H_CARD,
        "item.api.json": _H_API_STORY,
        "item.news.json": "{{ " + _H_API_NEWS + ' | jsonify (dict "indent" "  " "prefix" "    ") }}',
        "newest.html": '{{ return where (cond .IsHome .Site.RegularPages .Pages) "Section" "stories" }}',
        "hottest.html": f'{{{{ return sort {_H_NEWEST} "Params.heat" "desc" }}}}',
        "by-month.html": '{{ $found := dict }}{{ range (where .Site.RegularPages "Section" "stories").GroupByDate "2006-01" }}{{ $found = merge $found (dict .Key .Pages) }}{{ end }}{{ return $found }}',
    }
    for name, (start, item, comma, end) in entries.items():
        kept = f"entry.{name}"
        partials[kept] = _h_item(item, False)
        lists[name] = start + _h_lists(partials[kept], kept, comma) + end
        single[name] = start + _h_each(".Params.articles", _h_item(item, True), comma) + end
    search = (
        "["
        + _h_each(
            ".Pages",
            '[{{ .Title | jsonify }},{{ .RelPermalink | jsonify }},"{{ .Params.domain }}","{{ .Params.day }}",{{ .Params.topics | jsonify }},0]',
            ",",
        )
        + "]"
    )
    stories_api = (
        '{"page":1,"value":[' + _h_each(f"first {PAGE} {_H_HOTTEST}", _h_kept("item.api.json"), ",") + '],"nextPage":null}'
    )  # fmt: skip
    out = content(edition, True) | {f"layouts/partials/{name}": text for name, text in partials.items()}
    out |= {
        "config.toml": HUGO_CONFIG,
        "content/topics/_index.md": "---\ncascade:\n  outputs: [HTML, RSS, ATOM, JSONFEED, API, NEWS]\n---\n",
        "content/providers/_index.md": "---\ncascade:\n  outputs: [HTML, RSS, ATOM, JSONFEED]\n---\n",
        "content/days/_index.md": "---\ncascade:\n  outputs: [HTML]\n---\n",
        "content/months/_index.md": "---\ncascade:\n  outputs: [HTML, SEARCH]\n---\n",
        "layouts/_default/baseof.html": base,
        "layouts/news/single.html": _H_RECORD,
        "layouts/stories/single.html": _H_STORY,
        "layouts/_default/term.html": listing,
        "layouts/topics/term.html": topic,
        "layouts/days/term.html": listing.replace(f"first {ROWS} .Pages", ".Pages"),
        "layouts/months/term.html": month,
        "layouts/months/term.search.json": search,
        "layouts/index.html": front,
        "layouts/index.api.json": stories_api,
        "layouts/index.news.json": _h_news_pages('where .Site.RegularPages "Section" "news"'),
        "layouts/topics/term.api.json": stories_api,
        "layouts/topics/term.news.json": _h_news_pages('where .Pages "Section" "news"'),
    }
    for name, text in lists.items():
        out[f"layouts/_default/list.{name}"] = text
    for name, text in single.items():
        out[f"layouts/stories/single.{name}"] = text
    return out


HUGO_CONFIG = """
baseURL = "https://coast.example/"
title = "Coast Desk"
languageCode = "en-us"
disableKinds = ["section"]
enableRobotsTXT = true
timeout = "600s"
[taxonomies]
topic = "topics"
provider = "providers"
day = "days"
month = "months"
[outputs]
home = ["HTML", "RSS", "ATOM", "JSONFEED", "API", "NEWS"]
taxonomy = ["HTML"]
term = ["HTML"]
page = ["HTML"]
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[outputFormats.RSS]
mediatype = "application/rss+xml"
baseName = "feed"
isPlainText = true
[outputFormats.ATOM]
mediaType = "application/atom+xml"
baseName = "atom"
isPlainText = true
[outputFormats.JSONFEED]
mediaType = "application/json"
baseName = "feed"
isPlainText = true
[outputFormats.API]
mediaType = "application/json"
path = "api/stories"
isPlainText = true
[outputFormats.NEWS]
mediaType = "application/json"
path = "api/news"
isPlainText = true
[outputFormats.SEARCH]
mediaType = "application/json"
path = "search"
isPlainText = true
"""


# --------------------------------------------------------------------------- Jekyll

JEKYLL_MEND = """
module Jekyll
  class Site # 4.3.1 looks every file up in a list of all files: later versions do not, nor shall this one
    def each_site_file
      [pages, static_files_to_write, docs_to_write].each { |items| items.each { |item| yield item } }
    end
  end
end
"""
_GENERATOR = """
module Press
  class ListPage < Jekyll::Page
    def initialize(site, dir, name, title, layout, more)
      @site, @base, @dir, @name = site, site.source, dir, name
      process(name)
      @data = { "layout" => layout, "title" => title }.merge(more)
    end
  end
  class Generator < Jekyll::Generator
    safe true
    FEEDS = { "feed.xml" => "rss", "atom.xml" => "atom", "feed.json" => "jsonfeed" }
    def put(dir, name, title, layout, more = {})
      @site.pages << ListPage.new(@site, dir, name, title, layout, more)
    end
    def feeds(dir, title, entries, story)
      home = "https://coast.example/" + (dir.empty? ? "" : dir + "/")
      FEEDS.each { |name, layout| put(dir, name, title, layout + story, { "items" => entries, "home" => home }) }
    end
    def news(folder, docs)
      pages = docs.each_slice(PAGE_SIZE).to_a
      pages.each_with_index do |part, at|
        following = at + 1 < pages.size ? at + 2 : nil
        more = { "items" => part, "number" => at + 1, "following" => following }
        put("api/news#{folder}", "index.json", "", "apinews", more) if at.zero?
        put("api/news#{folder}/page/#{at + 1}", "index.json", "", "apinews", more)
      end
    end
    def generate(site)
      @site = site
      news = site.collections["news"].docs.sort_by { |d| d.data["date"] }.reverse
      stories = site.collections["stories"].docs.sort_by { |d| -d.data["heat"] }
      news.group_by { |d| d.data["day"] }.each do |day, docs|
        put("days/#{day}", "index.html", day, "list", { "items" => docs, "count" => docs.size })
      end
      by_month = stories.group_by { |d| d.data["month"] }
      news.group_by { |d| d.data["month"] }.each do |month, docs|
        days = docs.group_by { |d| d.data["day"] }.map { |day, of| { "day" => day, "count" => of.size } }
        put("months/#{month}", "index.html", month, "month", { "days" => days, "items" => (by_month[month] || []).first(40) })
        put("search", "#{month}.json", "", "search", { "items" => docs })
      end
      news.group_by { |d| d.data["domain"] }.each do |domain, docs|
        put("providers/#{domain}", "index.html", domain, "list", { "items" => docs.first(ROW_COUNT), "count" => docs.size, "feeds" => "/providers/#{domain}/" })
        feeds("providers/#{domain}", domain, docs.first(ENTRY_COUNT), "")
      end
      of_topic, stories_of = Hash.new { |h, k| h[k] = [] }, Hash.new { |h, k| h[k] = [] }
      news.each { |d| d.data["topics"].each { |t| of_topic[t] << d } }
      stories.each { |d| d.data["topics"].each { |t| stories_of[t] << d } }
      of_topic.each do |topic, docs|
        own = stories_of[topic]
        put("topics/#{topic}", "index.html", topic, "topic", { "cards" => own.first(TOPIC_STORY_COUNT), "items" => docs.first(TOPIC_ROW_COUNT), "count" => docs.size, "feeds" => "/topics/#{topic}/" })
        feeds("topics/#{topic}", topic, own.first(ENTRY_COUNT), "")
        put("api/stories/topics/#{topic}", "index.json", "", "apistories", { "items" => own.first(PAGE_SIZE) })
        news("/#{topic}", docs)
      end
      stories.each do |story|
        feeds("stories/#{story.basename_without_ext}", story.data["title"], story.data["articles"], "story")
        put("api/stories/#{story.data['storyId']}", "index.json", "", "apistory", { "story" => story })
      end
      put("", "index.html", "Top stories", "topic", { "cards" => stories.first(FRONT_STORY_COUNT), "items" => news.first(14), "count" => news.size, "feeds" => "/" })
      feeds("", "Coast Desk", stories.first(ENTRY_COUNT), "")
      put("api/stories", "index.json", "", "apistories", { "items" => stories.first(PAGE_SIZE) })
      news("", news)
      put("", "sitemap.xml", "Sitemap", "sitemap")
    end
  end
end
"""

_J_AT = 'date: "%Y-%m-%dT%H:%M:%SZ"'
_J_SOURCE = (
    '<span class="av h{{ @.hue }}" aria-hidden="true">{{ @.initials }}</span>'
    '<a class="src" href="/providers/{{ @.domain }}/">{{ @.providerName | escape }}</a>'
)
_J_TIME = '<time datetime="{{ @.date | ' + _J_AT + ' }}">{{ @.date | date: "%-d %b %Y, %H:%M" }} UTC</time>'
_J_ROW = (
    '<li class="row" data-item><a class="hl out" href="{{ @.webUrl | escape }}" rel="noopener noreferrer external" dir="auto" data-open>{{ @.title | escape }}</a>'
    f'<p class="by">{_J_SOURCE} {_J_TIME} <a class="orig" href="{{{{ @.url }}}}">Details<span class="vh"> on {{{{ @.title | escape }}}}</span></a></p></li>\n'
)
_J_SPARK = (
    '{% if @.bars.size > 0 %}<svg class="spark" viewBox="0 0 80 18" width="80" height="18" role="img">{% for n in @.bars %}'
    '<rect class="{% if n > 0 %}b{% else %}z{% endif %}" x="{{ forloop.index0 | times: 5 }}" y="{{ n | times: -4 | plus: 18 }}" width="4" height="{{ n | times: 4 | plus: 1 }}"/>{% endfor %}</svg>{% endif %}'
)
_J_CARD = (
    '<article class="card minor" data-item data-story="{{ @.storyId }}" data-latest="{{ @.date | '
    + _J_AT
    + ' }}"><div class="body"><h2 class="hl"><a href="{{ @.url }}" dir="auto" data-open>{{ @.title | escape }}</a></h2>'
    f'<p class="by">{_J_SOURCE} {_J_TIME} <a class="orig out" href="{{{{ @.webUrl | escape }}}}" rel="noopener noreferrer external" data-original>Read<span class="vh"> at {{{{ @.providerName | escape }}}}</span></a></p>'
    f'<p class="ex" dir="auto">{{{{ @.lead | escape }}}}</p><p class="why">{_J_SPARK}<span>{{{{ @.why }}}}</span></p>'
    '<p class="stack"><span class="stack-h">Also:</span>{% for a in @.articles limit: 4 offset: 1 %}<span><a href="{{ a.url | escape }}" rel="noopener noreferrer external" title="{{ a.title | escape }}">{{ a.provider | escape }}</a></span>{% endfor %}</p></div></article>\n'
)
_J_LD = (
    '{% if page.articles %}<script type="application/ld+json">{"@context":"https://schema.org","@type":"CollectionPage","url":"https://coast.example{{ page.url }}","name":{{ page.title | jsonify }},"mainEntity":{"@type":"ItemList","itemListElement":['
    '{% for a in page.articles %}{% unless forloop.first %},{% endunless %}{"@type":"ListItem","position":{{ forloop.index }},"item":{"@type":"NewsArticle","headline":{{ a.title | jsonify }},"url":{{ a.url | jsonify }},"datePublished":"{{ a.at }}","description":{{ a.excerpt | jsonify }},"publisher":{"@type":"Organization","name":{{ a.provider | jsonify }}}}}{% endfor %}]}}</script>'
    '{% elsif page.webUrl %}<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":{{ page.title | jsonify }},'
    '"url":{{ page.webUrl | jsonify }},"datePublished":"{{ page.date | '
    + _J_AT
    + ' }}","description":{{ page.lead | jsonify }},"publisher":{"@type":"Organization","name":{{ page.providerName | jsonify }},"url":"https://{{ page.domain }}/"},'
    '"author":{"@type":"Organization","name":{{ page.providerName | jsonify }}},"mainEntityOfPage":{"@type":"WebPage","@id":"https://coast.example{{ page.url }}"}}</script>{% endif %}'
)
_J_RECORD = (
    '---\nlayout: base\n---\n<div class="wrap narrow"><article><p class="crumbs">{% for t in page.topics %}<a href="/topics/{{ t }}/">{{ t }}</a>{% endfor %}</p>'
    f'<h1 dir="auto">{{{{ page.title | escape }}}}</h1><p class="by">{_J_SOURCE} {_J_TIME}</p>'.replace(
        "@", "page"
    )
    + '<p class="lede" dir="auto">{{ page.lead | escape }}</p><p><a class="button" href="{{ page.webUrl | escape }}" rel="noopener noreferrer external" data-original>Read it at {{ page.providerName | escape }}</a></p>'
    '{% if page.storyUrl %}<p class="part-of">Part of a story told by {{ page.storyPublishers }} publishers: <a href="{{ page.storyUrl }}" dir="auto">{{ page.storyTitle | escape }}</a></p>{% endif %}'
    '<details class="quality"><summary>Quality {{ page.quality }}</summary><ul class="plain parts">{% for p in page.parts %}<li><span>{{ p | escape }}</span> <span class="n">+6</span></li>{% endfor %}</ul>'
    '<p><a href="/about/#quality">What quality means</a></p></details></article></div>\n'
)
_J_STORY = (
    '---\nlayout: base\n---\n<div class="wrap"><article data-story="{{ page.storyId }}"><header class="story-head"><p class="crumbs">{% for t in page.topics %}<a href="/topics/{{ t }}/">{{ t }}</a>{% endfor %}</p>'
    + f'<h1 dir="auto">{{{{ page.title | escape }}}}</h1><p class="by">{_J_SOURCE} {_J_TIME}</p><p class="why">{_J_SPARK}<span>{{{{ page.why }}}}</span></p></header>'.replace(
        "@", "page"
    )
    + '<div class="cols"><div class="main-col"><p class="lede" dir="auto">{{ page.lead | escape }}</p><p><a class="button" href="{{ page.webUrl | escape }}" rel="noopener noreferrer external" data-original>Read it at {{ page.providerName | escape }}</a></p>'
    '<section><h2 class="sect">How it unfolded <span class="n">{{ page.articles.size }} articles</span></h2><ol class="timeline">'
    '{% for a in page.articles %}<li class="tick" data-item data-at="{{ a.at }}"><span class="clock">{{ a.at | date: "%H:%M" }}</span><div><a class="hl out" href="{{ a.url | escape }}" rel="noopener noreferrer external" dir="auto" data-open>{{ a.title | escape }}</a>'
    '<p class="by"><span class="av h{{ a.hue }}" aria-hidden="true">{{ a.initials }}</span><a class="src" href="/providers/{{ a.domain }}/">{{ a.provider | escape }}</a> <a class="orig" href="{{ a.page }}">Details<span class="vh"> on {{ a.title | escape }}</span></a></p>'
    '<p class="adds" dir="auto">{{ a.excerpt | escape }}</p></div></li>{% endfor %}</ol></section></div>'
    '<aside class="rail"><section class="panel"><h2 class="sect">Who reports it</h2><ul class="who">{% for a in page.articles %}<li><span class="av h{{ a.hue }}" aria-hidden="true">{{ a.initials }}</span><a class="src" href="/providers/{{ a.domain }}/">{{ a.provider | escape }}</a></li>{% endfor %}</ul></section>'
    '{% if page.related.size > 0 %}<section class="panel"><h2 class="sect">Related stories</h2><ul class="plain">{% for o in page.related %}<li><a href="{{ o.url }}" dir="auto">{{ o.title | escape }}</a> <span class="by"><span class="src">{{ o.provider | escape }}</span> <time datetime="{{ o.at }}">{{ o.at | date: "%-d %b %Y, %H:%M" }} UTC</time></span></li>{% endfor %}</ul></section>{% endif %}'
    '<section class="panel"><p class="follow">Follow this story: <a href="feed.xml">RSS</a> · <a href="atom.xml">Atom</a> · <a href="feed.json">JSON Feed</a></p></section></aside></div></article></div>\n'
)
_J_HTML = "<p>{{ @E | escape }}</p><p><a href='{{ @L | escape }}'>Read it at {{ @P | escape }}</a></p>"
_J_RSS_ITEM = (
    '<item><title>{{ @T | xml_escape }}</title><link>{{ @L | xml_escape }}</link><guid isPermaLink="false">{{ @I }}</guid><pubDate>{{ @D | date_to_rfc822 }}</pubDate>'
    "<dc:creator>{{ @P | xml_escape }}</dc:creator>{% capture body %}"
    + _J_HTML
    + "{% endcapture %}<description>{{ body | xml_escape }}</description></item>\n"
)
_J_ATOM_ITEM = (
    '<entry><id>{{ @I }}</id><title>{{ @T | xml_escape }}</title><link rel="alternate" href="{{ @L | xml_escape }}"/><published>{{ @D | '
    + _J_AT
    + " }}</published><updated>{{ @D | "
    + _J_AT
    + " }}</updated><author><name>{{ @P | xml_escape }}</name></author><summary>{{ @E | xml_escape }}</summary>{% capture body %}"
    + _J_HTML
    + '{% endcapture %}<content type="html">{{ body | xml_escape }}</content></entry>\n'
)
_J_JSON_ITEM = (
    "{% unless forloop.first %},{% endunless %}{% capture body %}"
    + _J_HTML
    + '{% endcapture %}{"id":{{ @I | jsonify }},"url":{{ @L | jsonify }},"title":{{ @T | jsonify }},"content_html":{{ body | jsonify }},"date_published":"{{ @D | '
    + _J_AT
    + ' }}","date_modified":"{{ @D | '
    + _J_AT
    + ' }}","authors":[{"name":{{ @P | jsonify }}}],"summary":{{ @E | jsonify }}}'
)
_J_API_STORY = (
    '{"id":{{ @.storyId | jsonify }},"title":{{ @.title | jsonify }},"why":{{ @.why | jsonify }},"pageUrl":"https://coast.example{{ @.url }}","topics":{{ @.topics | jsonify }},"firstDateTime":"{{ @.date | '
    + _J_AT
    + ' }}","heat":{{ @.heat }},"importance":{{ @.importance }},"publishers":{{ @.articles.size }},"articles":{{ @.articles | jsonify }},"related":{{ @.related | jsonify }}}'
)
_J_API_NEWS = (
    '{"path":{{ r.path | jsonify }},"title":{{ r.title | jsonify }},"excerpt":{{ r.lead | jsonify }},"sourceUrl":null,"webUrl":{{ r.webUrl | jsonify }},"originalUrl":{{ r.webUrl | jsonify }},"featuredContent":null,"highlight":null,'
    '"heat":{{ r.quality }},"tags":null,"images":null,"content":"","type":"article","ampWebUrl":null,"cdnAmpWebUrl":null,"publishedDateTime":"{{ r.date | '
    + _J_AT
    + ' }}","updatedDateTime":null,"provider":{"name":{{ r.providerName | jsonify }},"domain":{{ r.domain | jsonify }},"images":null,"publishers":null,"authors":null},'
    '"locale":"en-us","categories":["News"],"topics":{{ r.topics | jsonify }},"quality":{{ r.quality }},"related":null}'
)


def _j_feed(item: str, story: bool) -> str:
    names = (
        {"T": "r.title", "L": "r.url", "I": "r.id", "P": "r.provider", "E": "r.excerpt", "D": "r.at"}
        if story
        else {"T": "r.title", "L": "r.webUrl", "I": "r.url", "P": "r.providerName", "E": "r.lead", "D": "r.date"}
    )  # fmt: skip
    for key, name in names.items():
        item = item.replace(f"@{key}", name)
    return "{% for r in page.items %}" + item + "{% endfor %}"


def jekyll_files(edition: Edition) -> dict[str, str]:
    """A Jekyll site of the same page kinds; a plug-in groups the records once."""
    base = BASE
    for name, text in _parts(edition).items():
        base = base.replace(f"@{name}", text)
    base = base.replace("@{title}", "{{ page.title | escape }}")
    base = base.replace("@{url}", "https://coast.example{{ page.url }}")
    base = base.replace("@{description}", "{{ page.lead | default: page.title | truncate: 200 | escape }}")
    feeds = _FEED_LINKS.replace("@title", "{{ page.title | escape }}")
    stories_feeds = "{% if page.articles %}" + feeds.replace("@root", "{{ page.url }}") + "{% endif %}"
    listed_feeds = "{% if page.feeds %}" + feeds.replace("@root", "{{ page.feeds }}") + "{% endif %}"
    base = base.replace("@feeds", stories_feeds + listed_feeds)
    base = base.replace("@ld", _J_LD).replace("@main", "{{ content }}")
    rows = "{% for r in page.items %}" + _J_ROW.replace("@", "r") + "{% endfor %}"
    cards = "{% for s in page.cards %}" + _J_CARD.replace("@", "s") + "{% endfor %}"
    page = "---\nlayout: base\n---\n"
    rss = _RSS_HEAD.replace("@title", "{{ page.title | xml_escape }}").replace("@home", "{{ page.home }}")
    atom = _ATOM_HEAD.replace("@title", "{{ page.title | xml_escape }}").replace("@home", "{{ page.home }}")
    json_head = '{"version":"https://jsonfeed.org/version/1.1","title":{{ page.title | jsonify }},"home_page_url":"{{ page.home }}","feed_url":"{{ page.home }}feed.json","language":"en-us","items":['
    layouts = {
        "base": base,
        "record": _J_RECORD,
        "story": _J_STORY,
        "list": f'{page}<div class="wrap narrow"><header class="page-head"><h1>{{{{ page.title }}}}</h1><p class="sum">{{{{ page.count }}}} articles</p></header><ul class="rows">{rows}</ul></div>\n',
        "month": page
        + '<div class="wrap narrow"><h1>{{ page.title }}</h1><ul class="chips">{% for d in page.days %}<li><a href="/days/{{ d.day }}/">{{ d.day }} <span class="n">{{ d.count }}</span></a></li>{% endfor %}</ul>'
        '<ul class="plain">{% for s in page.items %}<li><a href="{{ s.url }}">{{ s.title | escape }}</a> <span class="by"><span class="src">{{ s.providerName | escape }}</span> '
        + _J_TIME.replace("@", "s")
        + "</span></li>{% endfor %}</ul></div>\n",
        "topic": f'{page}<div class="wrap"><header class="page-head"><h1>{{{{ page.title }}}}</h1><p class="sum">{{{{ page.count }}}} articles on record</p></header><div class="cols"><div class="main-col">{cards}</div>'
        f'<aside class="rail"><section class="panel"><h2 class="sect">Latest articles</h2><ul class="rows tight">{rows}</ul></section></aside></div></div>\n',
        "search": '[{% for r in page.items %}{% unless forloop.first %},{% endunless %}[{{ r.title | jsonify }},"{{ r.url }}","{{ r.domain }}","{{ r.day }}",{{ r.topics | jsonify }},0]{% endfor %}]',
        "apistory": "{% assign s = page.story %}" + _J_API_STORY.replace("@", "s"),
        "apistories": '{"page":1,"value":[{% for s in page.items %}{% unless forloop.first %},{% endunless %}'
        + _J_API_STORY.replace("@", "s")
        + '{% endfor %}],"nextPage":null}',
        "apinews": '{"page":{{ page.number }},"value":[{% for r in page.items %}{% unless forloop.first %},{% endunless %}'
        + _J_API_NEWS
        + '{% endfor %}],"nextPage":{{ page.following | jsonify }}}',
        "sitemap": '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{% for r in site.news %}<url><loc>https://coast.example{{ r.url }}</loc>'
        "<lastmod>{{ r.date | date_to_xmlschema }}</lastmod></url>\n{% endfor %}{% for r in site.stories %}<url><loc>https://coast.example{{ r.url }}</loc></url>\n{% endfor %}</urlset>\n",
    }
    for kind in ("", "story"):
        layouts[f"rss{kind}"] = rss + _j_feed(_J_RSS_ITEM, bool(kind)) + "</channel></rss>\n"
        layouts[f"atom{kind}"] = atom + _j_feed(_J_ATOM_ITEM, bool(kind)) + "</feed>\n"
        layouts[f"jsonfeed{kind}"] = json_head + _j_feed(_J_JSON_ITEM, bool(kind)) + "]}"
    figures = {
        "TOPIC_STORY_COUNT": TOPIC_STORIES, "FRONT_STORY_COUNT": FRONT_STORIES, "TOPIC_ROW_COUNT": TOPIC_ROWS,
        "ROW_COUNT": ROWS, "ENTRY_COUNT": ENTRIES, "PAGE_SIZE": PAGE,
    }  # fmt: skip
    generator = _GENERATOR
    for word, figure in figures.items():
        generator = generator.replace(word, str(figure))
    config = (
        "title: Coast Desk\nurl: https://coast.example\nlsi: false\nincremental: false\n"
        "collections:\n  news:\n    output: true\n    permalink: /news/:name/\n  stories:\n    output: true\n    permalink: /stories/:name/\n"
        'defaults:\n  - scope: {path: "", type: news}\n    values: {layout: record}\n  - scope: {path: "", type: stories}\n    values: {layout: story}\n'
    )
    own = {path: text.replace("\nexcerpt: ", "\nlead: ") for path, text in content(edition, False).items()}
    return (
        own
        | {f"_layouts/{name}.html": text for name, text in layouts.items()}
        | {"_config.yml": config, "_plugins/press.rb": generator}
    )
