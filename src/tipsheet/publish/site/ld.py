"""JSON-LD (schema.org) of the pages: what a search engine may read without guessing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from markupsafe import Markup

from tipsheet.publish.site import safe
from tipsheet.publish.site.safe import script_json
from tipsheet.publish.site.view import ItemView, StoryView, TopicView, Views

_OPEN, _CLOSE = b'<script type="application/ld+json">', b"</script>"


def front(views: Views, stories: Iterable[StoryView]) -> Markup:
    """A WebSite with its search, and the stories as an ItemList in their order."""
    site = views.edition.site
    home = views.absolute(views.href(""))
    return _graph(
        {
            "@type": "WebSite",
            "@id": home + "#site",
            "url": home,
            "name": safe.line(site.title),
            "inLanguage": views.locale,
            "potentialAction": {
                "@type": "SearchAction",
                "target": views.absolute(views.href("search")) + "?q={query}",
                "query-input": "required name=query",
            },
        },
        _list(views, home, safe.line(site.title), stories),
    )


def topic(views: Views, url: str, view: TopicView, stories: Iterable[StoryView]) -> Markup:
    """A CollectionPage about the topic, and its stories."""
    return _graph(
        {
            "@type": "CollectionPage",
            "url": url,
            "name": view.name,
            "about": {"@type": "Thing", "name": view.name},
        },
        _list(views, url, view.name, stories),
        _crumbs(views, [("Topics", views.href("topics")), (view.name, view.href)]),
    )


def story(views: Views, url: str, view: StoryView) -> Markup:
    """A CollectionPage of the story whose main entity is the list of its articles."""
    page: dict[str, Any] = {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": view.title,
        "isPartOf": {"@id": views.absolute(views.href("")) + "#site"},
        "mainEntity": {"@id": url + "#articles"},
    }
    if view.first.iso:
        page["datePublished"] = view.first.iso
        page["dateModified"] = view.latest.iso
    items = {
        "@type": "ItemList",
        "@id": url + "#articles",
        "name": view.title,
        "numberOfItems": len(view.items),
        "itemListElement": [
            {"@type": "ListItem", "position": at, "item": article(views, item)}
            for at, item in enumerate(view.items, 1)
        ],
    }
    return _graph(
        page, items, _crumbs(views, [(t.name, t.href) for t in view.topics[:1]] + [(view.title, view.page)])
    )


def record(views: Views, url: str, item: ItemView) -> Markup:
    """The publisher's article, described on our page."""
    body = article(views, item)
    body["mainEntityOfPage"] = {"@type": "WebPage", "@id": url}
    return _graph(body)


def article(views: Views, item: ItemView) -> dict[str, Any]:
    """A NewsArticle as its publisher's, never as ours."""
    body: dict[str, Any] = {"@type": "NewsArticle", "headline": item.title[:110]}
    if item.href:
        body["url"] = item.href
    if item.iso:
        body["datePublished"] = item.iso
    if item.excerpt:
        body["description"] = item.excerpt
    publisher: dict[str, Any] = {"@type": "Organization", "name": item.provider.name}
    if item.provider.domain:
        publisher["url"] = f"https://{item.provider.domain}/"
    body["publisher"] = publisher
    body["author"] = {"@type": "Person", "name": item.authors} if item.authors else publisher
    if item.image:
        body["image"] = views.absolute(item.image.src)
    return body


def _list(views: Views, url: str, name: str, stories: Iterable[StoryView]) -> dict[str, Any]:
    elements = [_element(views, url, at, view) for at, view in enumerate(stories, 1)]
    return {"@type": "ItemList", "@id": url + "#stories", "name": name, "itemListElement": elements}


def _element(views: Views, url: str, at: int, view: StoryView) -> dict[str, Any]:
    target = views.absolute(view.page) if view.page else view.lead.href or url
    return {"@type": "ListItem", "position": at, "url": target, "name": view.title}


def renamed(views: Views, body: bytes, stories: Mapping[int, StoryView]) -> bytes | None:
    """A page with a list of stories in its data (`topic`), some of them replaced; None when it has no such list."""
    head, found, rest = body.partition(_OPEN)
    data, ended, tail = rest.partition(_CLOSE)
    if not ended:
        return None
    try:
        whole = msgspec.json.decode(data)
        page, listed = whole["@graph"][:2]
        for at, view in stories.items():
            listed["itemListElement"][at] = _element(views, page["url"], at + 1, view)
    except (msgspec.DecodeError, LookupError, TypeError, ValueError):
        return None
    return b"".join((head, found, script_json(whole).encode(), ended, tail))


def _crumbs(views: Views, steps: list[tuple[str, str]]) -> dict[str, Any]:
    whole = [(safe.line(views.edition.site.title), views.href("")), *steps]
    elements = [
        {"@type": "ListItem", "position": at, "name": name, "item": views.absolute(href)}
        for at, (name, href) in enumerate(whole, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": elements}


def _graph(*nodes: dict[str, Any]) -> Markup:
    return script_json({"@context": "https://schema.org", "@graph": list(nodes)})
