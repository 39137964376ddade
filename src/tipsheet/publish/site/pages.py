"""The pages of a publication as jobs: which there are, what each depends on, how it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import msgspec
from markupsafe import Markup

from tipsheet.publish import mend
from tipsheet.publish.plan import Group, Item, Job, digest
from tipsheet.publish.site import ld, names, safe
from tipsheet.publish.site.theme import Feed, PageView, Shell
from tipsheet.publish.site.view import (
    EPOCH,
    MONTHS,
    PROVIDER_ROWS,
    ItemView,
    StoryView,
    View,
    Views,
    VoiceView,
    iso,
    plain_parts,
    when,
)
from tipsheet.records import NewsRecord, Part, Story, TipSheet

TOPIC_STORIES = 26
JUST_IN = 14
RELATED = 6
MONTH_STORIES = 40

_encode = msgspec.msgpack.Encoder().encode


class Link(View, frozen=True, kw_only=True):
    """A labelled link with a count, for lists of pages."""

    href: str
    label: str
    count: int = 0
    child: bool = False
    provider: Any = None


class Year(View, frozen=True, kw_only=True):
    """A year of the archive."""

    label: str
    months: tuple[Link, ...]


class TimelineDay(View, frozen=True, kw_only=True):
    """A day of a story's timeline, earliest article first."""

    label: str
    items: tuple[ItemView, ...]


class SheetLink(View, frozen=True, kw_only=True):
    """A tip sheet in the rail."""

    href: str
    subject: str
    count: int


class Pages:
    """All page jobs of one edition."""

    def __init__(self, views: Views, shell: Shell, once: frozenset[str] = frozenset()) -> None:
        self.views = views
        self.shell = shell
        self.once = once
        self._rows: dict[str, Markup] = {}

    def items(self) -> Iterator[Item]:
        """Every page, the front page last: what it leads to is there before it."""
        yield from self.days()
        yield from self.stories()
        yield from self.moved()
        yield from self.repointed()
        yield from self.topics()
        yield from self.providers()
        yield from self.archive()
        yield from self.fixed()
        yield self.front()

    # -------------------------------------------------------------- days and records

    def days(self) -> Iterator[Group]:
        """For each day its page and the pages of its records."""
        days, scope = list(self.views.by_day), self.views.scope
        for at, day in enumerate(days):
            if scope is not None and day not in scope.days:
                continue
            before = days[at + 1] if at + 1 < len(days) else ""
            after = days[at - 1] if at else ""
            key = digest(self.shell.key, self.views.day_marks[day], before.encode(), after.encode())
            yield Group(f"day/{day}", key, partial(self._day_jobs, day, before, after), scope is not None)

    def _day_jobs(self, day: str, before: str, after: str) -> Iterator[Job]:
        views, shell_key = self.views, self.shell.key
        records = views.by_day[day]
        key = digest(shell_key, views.list_mark(records), before.encode(), after.encode())
        make = partial(self._day, day, before, after)
        yield Job(day_folder(day) + "/index.html", key, make, partial(self._mended_rows, "day.html", records))
        line = views.line_mark if self.shell.is_plain("record.html") else views.story_mark
        for record in records:
            if views.scope is not None and record.path not in views.scope.pages:
                continue
            article_id = views.article_of.get(record.path)
            story = views.story_of.get(article_id) if article_id is not None else None
            parts = [shell_key, views.list_mark((record,))]
            if story is not None and story.id in views.folders:
                parts.append(line(story))
                if (article := views.edition.articles.get(article_id or "")) is not None:
                    parts.append(views.article_mark(article.id))
            elif article_id is not None:
                parts.append(views.article_mark(article_id))
            make = partial(self._record, record, article_id)
            yield Job(views.folder(record) + "/index.html", digest(*parts), make)

    def _record(self, record: NewsRecord, article_id: str | None) -> bytes:
        views = self.views
        item = views.record(record)
        parts: tuple[Part, ...] = ()
        story: StoryView | None = None
        if article_id is not None:
            article = views.edition.articles.get(article_id)
            if article is not None:
                parts = plain_parts(article.quality_parts)
                if item.image is None or article.authors or article.language:
                    full = views.item(article_id)
                    item = msgspec.structs.replace(
                        item, image=item.image or full.image, authors=full.authors, lang=full.lang
                    )
            told = views.story_of.get(article_id)
            if told is not None and told.id in views.folders:
                story = views.story(told)
        url = views.absolute(item.page)
        page = PageView(
            title=item.title,
            url=url,
            description=safe.clip(item.excerpt, 200),
            kind="article",
            image=views.absolute(item.image.src) if item.image else "",
            published=item.iso,
            amp=item.amp,
            data=ld.record(views, url, item),
        )
        return self.shell.render(
            "record.html",
            page,
            item=item,
            parts=parts,
            story=story,
            topics=[views.topics[name] for name in dict.fromkeys(record.topics) if name in views.topics],
            related=[self.row(other) for other in record.related],
        )

    # ------------------------------------------------------------------- stories

    def stories(self) -> Iterator[Group]:
        """One page for each story that has (or once had) several articles."""
        views, mark, earlier = self.views, self.views.story_mark, self.views.earlier.get
        touched = None if views.scope is None else views.scope.stories
        for name, stories in views.buckets.items():
            told = stories
            if touched is not None:
                told = [
                    s
                    for s in stories
                    if s.id in touched or not touched.isdisjoint([other.id for other in self._related(s)])
                ]
                if not told:
                    continue
            parts = [self.shell.key]
            for story in stories:
                parts.append(mark(story))
                parts += map(mark, self._related(story) if story.see_also else earlier(story.id, ()))
                parts.append(self._facts_mark(story))
            unfold = partial(self._story_jobs, told)
            yield Group(f"stories/{name}", digest(*parts), unfold, touched is not None)

    def _story_jobs(self, stories: Sequence[Story]) -> Iterator[Job]:
        views = self.views
        line = views.line_mark if self.shell.is_plain("story.html") else views.story_mark
        for story in stories:
            others = self._related(story)
            parts = [self.shell.key, views.story_mark(story), *map(line, others)]
            parts.append(self._facts_mark(story))
            path = views.folders[story.id] + "/index.html"
            make = partial(self._story, story, others)
            yield Job(path, digest(*parts), make, partial(self._mended_others, story, others))

    def _facts_mark(self, story: Story) -> bytes:
        views = self.views
        brief, own = views.edition.summaries.get(story.id, ()), views.story_sheets.get(story.id)
        known = views.facts_of
        facts = [pair for a in story.article_ids if a in known for pair in known[a]]
        if not facts and not brief and not own:
            return b""
        told = [(fact, sheet.id, sheet.subject, sheet.aliases) for fact, sheet in facts]
        return digest(_encode(told), _encode(brief), _encode([own.id, len(own.facts)] if own else []))

    def _related(self, story: Story) -> Sequence[Story]:
        views = self.views
        if not story.see_also:
            return views.earlier.get(story.id, ())
        found = [views.stories[s] for s in story.see_also if s in views.stories and s != story.id]
        found = [s for s in found if any(a in views.edition.articles for a in s.article_ids)][:RELATED]
        return found or views.earlier.get(story.id, ())

    def _story(self, story: Story, others: Sequence[Story]) -> bytes:
        views = self.views
        view = views.story(story)
        folder = views.folders[story.id]
        url = views.absolute(view.page)
        facts, said = views.facts(story)
        page = PageView(
            title=view.title,
            url=url,
            description=safe.clip(view.lead.excerpt or view.why, 200),
            kind="article",
            image=views.absolute(view.image.src) if view.image else "",
            published=view.first.iso,
            feeds=self.feeds(folder, view.title),
            data=ld.story(views, url, view),
        )
        return self.shell.render(
            "story.html",
            page,
            story=view,
            timeline=timeline(view.items),
            who=who(view),
            latest=news_since(view),
            facts=facts,
            said=said,
            brief=views.brief(story),
            own_sheet=views.href(names.sheet_folder(own))
            if (own := views.story_sheets.get(story.id))
            else "",
            sheets={f.sheet_href: f.subject for f in (*facts, *said)}.items(),
            related=[views.story(other) for other in others],
        )

    def moved(self) -> Iterator[Job]:
        """Old addresses of stories that are no more, each leading to the story that took it in."""
        views = self.views
        targets = {old: new for old, new in views.edition.redirects.items() if old not in views.stories}
        for story in views.edition.stories:
            for old in story.merged_from:
                targets.setdefault(old, story.id)
        for old in sorted(targets):
            folder = views.folders.get(old)
            target = views.stories.get(final(old, targets))
            if folder is None or old in views.stories or target is None:
                continue
            if not any(a in views.edition.articles for a in target.article_ids):
                continue
            key = digest(self.shell.key, views.story_mark(target))
            yield Job(folder + "/index.html", key, partial(self._moved, target))

    def repointed(self) -> Iterator[Job]:
        """Pages that articles had while they stood alone, each leading to the story that now tells them."""
        views = self.views
        for path in repointed(views, self.once):
            story = views.story_of[views.article_of[path]]
            key = digest(self.shell.key, views.story_mark(story))
            yield Job(names.news_folder(path) + "/index.html", key, partial(self._moved, story))

    def _moved(self, story: Story) -> bytes:
        view = self.views.story(story)
        target = view.page or self.views.href("")
        page = PageView(title="Moved", url=self.views.absolute(target))
        return self.shell.render("moved.html", page, target=target, absolute=page.url, title=view.title)

    # -------------------------------------------------------------------- topics

    def topics(self) -> Iterator[Job]:
        """One page a topic, and the list of all."""
        views = self.views
        for name, view in views.topics.items():
            stories = views.stories_by_topic[name][:TOPIC_STORIES]
            records = views.topic_rows[name]
            children = [(t.name, t.count) for t in views.topics.values() if t.parent == name]
            own = views.topic_sheets.get(view.slug)
            sheet = own and (own.id, own.subject, len(own.facts))
            counts = (view.name, view.count, len(views.stories_by_topic[name]), view.parent, children, sheet)
            parts = [self.shell.key, views.ground_mark, _encode(counts)]
            parts += [views.story_mark(story) for story in stories]
            parts.append(views.list_mark(records))
            yield Job(
                view.href.removeprefix(views.base + "/") + "index.html",
                digest(*parts),
                partial(self._topic, name, stories, records),
                partial(self._mended_topic, stories, records),
            )
        if views.scope is not None:
            return
        listed = _encode([(t.name, t.count, t.parent) for t in views.topics.values()])
        key = digest(self.shell.key, b"topics", listed, views.ground_mark)
        yield Job("topics/index.html", key, self._topic_list)

    def _topic(self, name: str, stories: list[Story], records: list[NewsRecord]) -> bytes:
        views = self.views
        view = views.topics[name]
        cards = [views.story(story) for story in stories]
        url = views.absolute(view.href)
        page = PageView(
            title=view.name,
            url=url,
            description=f"Stories about {view.name}, most important first.",
            image=next((views.absolute(c.image.src) for c in cards if c.image), ""),
            feeds=self.feeds(f"topics/{view.slug}", view.name),
            data=ld.topic(views, url, view, cards),
        )
        return self.shell.render(
            "topic.html",
            page,
            topic=view,
            parent=views.topics.get(view.parent),
            children=[t for t in views.topics.values() if t.parent == name],
            stories=cards,
            stories_count=len(views.stories_by_topic[name]),
            rows=[self.row(record) for record in records],
            sheet=self._sheet_link(own) if (own := views.topic_sheets.get(view.slug)) else None,
        )

    def _sheet_link(self, sheet: TipSheet) -> SheetLink:
        return SheetLink(
            href=self.views.href(names.sheet_folder(sheet)),
            subject=safe.line(sheet.subject),
            count=len(sheet.facts),
        )

    def _topic_list(self) -> bytes:
        views = self.views
        entries: list[Link] = []
        for view in views.topics.values():
            if view.parent not in views.topics:
                entries.append(Link(href=view.href, label=view.name, count=view.count))
                entries += [
                    Link(href=t.href, label=t.name, count=t.count, child=True)
                    for t in views.topics.values()
                    if t.parent == view.name
                ]
        shown = {entry.href for entry in entries}
        entries += [
            Link(href=t.href, label=t.name, count=t.count)
            for t in views.topics.values()
            if t.href not in shown
        ]
        page = self._page("Topics", "topics", "All topics of this publication.")
        return self.shell.render("listing.html", page, summary=f"{len(entries)} topics", entries=entries)

    # ----------------------------------------------------------------- providers

    def providers(self) -> Iterator[Job]:
        """One page for each organisation with a published record, and the list of all."""
        views, shell_key = self.views, self.shell.key
        for domain in views.touched_providers:
            key = digest(shell_key, views.provider_mark(domain))
            newest = views.by_provider[domain][:PROVIDER_ROWS]
            path = names.provider_folder(domain) + "/index.html"
            make = partial(self._provider, domain)
            yield Job(path, key, make, partial(self._mended_rows, "provider.html", newest))
        if views.scope is not None:
            return
        counts = _encode([(d, views.organisations[d].name, len(r)) for d, r in views.by_provider.items()])
        key = digest(shell_key, b"providers", counts, views.ground_mark)
        yield Job("providers/index.html", key, self._provider_list)

    def _provider(self, domain: str) -> bytes:
        views = self.views
        records = views.by_provider[domain]
        view = views.provider(views.organisations[domain])
        folder = names.provider_folder(domain)
        page = PageView(
            title=view.name,
            url=views.absolute(views.href(folder)),
            description=f"Articles of {view.name} on record.",
            feeds=self.feeds(folder, view.name),
        )
        rows = [self.row(record) for record in records[:PROVIDER_ROWS]]
        return self.shell.render("provider.html", page, provider=view, rows=rows, count=len(records))

    def _provider_list(self) -> bytes:
        views = self.views
        found = [(views.provider(views.organisations[d]), len(r)) for d, r in views.by_provider.items()]
        found.sort(key=lambda pair: (-pair[1], pair[0].name.casefold()))
        entries = [Link(href=view.href, label=view.name, count=count, provider=view) for view, count in found]
        page = self._page("Publishers", "providers", "Every publisher with an article on record.")
        summary = f"{len(entries)} publishers, by the number of their articles on record"
        return self.shell.render("listing.html", page, summary=summary, entries=entries)

    # ------------------------------------------------------------------- archive

    def archive(self) -> Iterator[Job]:
        """A page a month, a page a year, and the list of months."""
        views = self.views
        months: dict[str, list[str]] = {}
        for day in views.by_day:
            months.setdefault(day[:7], []).append(day)
        of_month = views.told_by_month
        touched = None if views.scope is None else views.scope.stories
        for month, inside in months.items():
            if touched is not None and touched.isdisjoint(s.id for s in of_month.get(month, ())):
                continue
            stories = sorted(of_month.get(month, ()), key=_largest)[:MONTH_STORIES]
            parts = [self.shell.key, _encode([(d, len(views.by_day[d])) for d in inside])]
            parts += [views.story_mark(story) for story in stories]
            yield Job(
                month_folder(month) + "/index.html",
                digest(*parts),
                partial(self._month, month, inside, stories),
                partial(self._mended_cards, "month.html", stories),
            )
        if touched is not None:
            return
        counts = {m: sum(len(views.by_day[d]) for d in inside) for m, inside in months.items()}
        key = digest(self.shell.key, b"archive", _encode(counts))
        yield Job("archive/index.html", key, partial(self._archive, counts, ""))
        for year in dict.fromkeys(month[:4] for month in months):
            own = {month: count for month, count in counts.items() if month[:4] == year}
            key = digest(self.shell.key, b"year", _encode(own))
            yield Job(f"archive/{year}/index.html", key, partial(self._archive, own, year))

    def _day(self, day: str, before: str, after: str) -> bytes:
        views = self.views
        title = day_label(day)
        page = self._page(title, day_folder(day), f"Articles published on {title}.")
        month = Link(href=views.href(month_folder(day[:7])), label=month_label(day[:7]))
        return self.shell.render(
            "day.html",
            page,
            rows=[self.row(record) for record in views.by_day[day]],
            month=month,
            before=Link(href=views.href(day_folder(before)), label=day_label(before)) if before else None,
            after=Link(href=views.href(day_folder(after)), label=day_label(after)) if after else None,
        )

    def _month(self, month: str, days: list[str], stories: list[Story]) -> bytes:
        views = self.views
        title = month_label(month)
        page = self._page(title, month_folder(month), f"Articles and stories of {title}.")
        links = [
            Link(href=views.href(day_folder(d)), label=str(int(d[8:])), count=len(views.by_day[d]))
            for d in reversed(days)
        ]
        return self.shell.render(
            "month.html",
            page,
            days=links,
            count=sum(link.count for link in links),
            stories=[views.story(story) for story in stories],
        )

    def _archive(self, counts: dict[str, int], only: str) -> bytes:
        years: dict[str, list[Link]] = {}
        for month, count in counts.items():
            link = Link(
                href=self.views.href(month_folder(month)), label=MONTHS[int(month[5:]) - 1], count=count
            )
            years.setdefault(month[:4], []).append(link)
        folder = f"archive/{only}" if only else "archive"
        page = self._page(only or "Archive", folder, "Every article on record, by month and day.")
        shown = [Year(label=year, months=tuple(reversed(links))) for year, links in years.items()]
        return self.shell.render("archive.html", page, years=shown, count=sum(counts.values()))

    # --------------------------------------------------------------- fixed pages

    def fixed(self) -> Iterator[Job]:
        """About, search, not found, offline."""
        if self.views.scope is not None:
            return
        sources = len(self.views.edition.sources)
        key = self.shell.key
        yield Job(
            "about/index.html", digest(key, b"about", str(sources).encode()), partial(self._about, sources)
        )
        yield Job("search/index.html", digest(key, b"search"), self._search)
        missing = "There is no page at this address. It may have been typed wrong or removed."
        away = "You are offline and this page was not kept. What you read before can still be opened."
        yield Job(
            "404.html", digest(key, b"404"), partial(self._message, "Page not found", "404.html", missing)
        )
        yield Job(
            "offline/index.html", digest(key, b"offline"), partial(self._message, "Offline", "offline", away)
        )

    def _about(self, sources: int) -> bytes:
        page = self._page("About", "about", f"How {self.shell.site.title} chooses and orders its stories.")
        return self.shell.render("about.html", page, sources=sources)

    def _search(self) -> bytes:
        return self.shell.render(
            "search.html", self._page("Search", "search", "Search all headlines on record.")
        )

    def _message(self, title: str, folder: str, text: str) -> bytes:
        page = msgspec.structs.replace(self._page(title, folder, text), noindex=True)
        return self.shell.render("message.html", page, text=text)

    # --------------------------------------------------------------------- front

    def front(self) -> Job:
        """The front page: stories in order of importance, and what just came in."""
        views = self.views
        stories = views.shown[: views.edition.site.front_page]
        records = views.newest[:JUST_IN]
        counts = [(topic.name, topic.count) for topic in views.topics.values()]
        parts = [self.shell.key, views.ground_mark, _encode(counts), views.updated.isoformat().encode()]
        parts += [views.story_mark(story) for story in stories]
        parts.append(views.list_mark(records))
        parts.append(_encode([(s.id, s.subject, len(s.facts)) for s in views.subject_sheets[:8]]))
        return Job("index.html", digest(*parts), partial(self._front, stories, records))

    def _front(self, stories: tuple[Story, ...], records: list[NewsRecord]) -> bytes:
        views, site = self.views, self.shell.site
        cards = [views.story(story) for story in stories]
        latest = [views.record(record) for record in records]
        if not latest:
            items = [item for card in cards for item in card.items if item.at is not None]
            latest = sorted(items, key=lambda item: item.at or EPOCH, reverse=True)[:JUST_IN]
        page = PageView(
            title=site.title,
            url=views.absolute(views.href("")),
            description=site.description
            or f"{site.title}: stories in order of importance, with their sources.",
            image=next((views.absolute(card.image.src) for card in cards if card.image), ""),
            feeds=self.feeds("", site.title),
            home=True,
            data=ld.front(views, cards),
        )
        return self.shell.render(
            "front.html",
            page,
            heading="Top stories",
            stories=cards,
            latest=latest,
            sheets=[self._sheet_link(sheet) for sheet in views.subject_sheets[:8]],
            updated=when(views.updated),
            updated_iso=iso(views.updated),
        )

    # ------------------------------------------------------------------- helpers

    def row(self, record: NewsRecord) -> Markup:
        """A record as one row of a list; made once, used by its day, topics and publisher."""
        key = record.path or f"{record.web_url}|{record.title}"
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = self.shell.part("row", self.views.record(record))
        return found

    def _mended_rows(self, template: str, records: Sequence[NewsRecord], body: bytes) -> bytes | None:
        """A page that shows nothing of its records but their rows, out of the last build's."""
        scope = self.views.scope
        if scope is None or not self.shell.is_plain(template):
            return None
        fresh = {at: self.row(r) for at, r in enumerate(records) if r.path in scope.records}
        return mend.markup(body, b'<li class="row"', b"</li>\n", len(records), fresh)

    def _mended_others(self, story: Story, others: Sequence[Story], body: bytes) -> bytes | None:
        """The page of a story that is as it was, out of the last build's: another one that it shows is not."""
        views, scope = self.views, self.views.scope
        if scope is None or story.id in scope.stories or not self.shell.is_plain("story.html"):
            return None
        head, found, rest = body.partition(b'<h2 class="sect">Related stories</h2>\n<ul class="plain">')
        rows, ended, tail = rest.partition(b"</ul>")
        if not ended or found in tail:
            return None
        fresh = {
            at: self.shell.part("other", views.story(other))
            for at, other in enumerate(others)
            if other.id in scope.stories
        }
        mended = mend.markup(rows, b"<li>", b"</li>\n", len(others), fresh)
        return None if mended is None else b"".join((head, found, mended, ended, tail))

    def _mended_topic(
        self, stories: Sequence[Story], records: Sequence[NewsRecord], body: bytes
    ) -> bytes | None:
        """The page of a topic out of the last build's: its cards, their names for search engines, its rows."""
        views, scope = self.views, self.views.scope
        mended = self._mended_rows("topic.html", records, body)
        if scope is None or mended is None:
            return None
        fresh = {at: views.story(story) for at, story in enumerate(stories) if story.id in scope.stories}
        named = ld.renamed(views, mended, fresh)
        cards = {
            at: self.shell.part("card", view, level(at), "h3" if level(at) == "brief" else "h2")
            for at, view in fresh.items()
        }
        return named and mend.markup(named, b'<article class="card', b"</article>\n", len(stories), cards)

    def _mended_cards(self, template: str, stories: Sequence[Story], body: bytes) -> bytes | None:
        """A page that shows nothing of its stories but brief cards, out of the last build's."""
        views, scope = self.views, self.views.scope
        if scope is None or not self.shell.is_plain(template):
            return None
        fresh = {
            at: self.shell.part("card", views.story(story), "brief", "h3")
            for at, story in enumerate(stories)
            if story.id in scope.stories
        }
        return mend.markup(body, b'<article class="card', b"</article>\n", len(stories), fresh)

    def feeds(self, folder: str, title: str) -> tuple[Feed, ...]:
        """The three feeds that stand beside a page."""
        root = self.views.href(folder)
        return tuple(
            Feed(type=kind, title=f"{title} ({label})", href=root + name, label=label)
            for kind, name, label in FEEDS
        )

    def _page(self, title: str, folder: str, description: str) -> PageView:
        href = f"{self.views.base}/{folder}" if folder.endswith(".html") else self.views.href(folder)
        return PageView(title=title, url=self.views.absolute(href), description=description)


def repointed(views: Views, once: frozenset[str]) -> Iterator[str]:
    """Paths of the hidden records that had a page of their own (`once`) and are told by a story's page now."""
    if not once:
        return
    for record in views.edition.news:
        if record.published is not False:
            continue
        story = views.story_of.get(views.article_of.get(record.path, ""))
        if story is None or story.id not in views.folders:
            continue
        if views.folder(record).removeprefix("news/") in once:
            yield record.path


def _largest(story: Story) -> tuple[int, datetime, str]:
    return -len(story.article_ids), story.first_at or EPOCH, story.id


FEEDS = (
    ("application/rss+xml", "feed.xml", "RSS"),
    ("application/atom+xml", "atom.xml", "Atom"),
    ("application/feed+json", "feed.json", "JSON Feed"),
)


def level(at: int) -> str:
    """How large the card of the story at a place of a list is, as the macro `cards` has it."""
    return "lead" if at == 0 else "major" if at < 3 else "minor" if at < 9 else "brief"


def timeline(items: Iterable[ItemView]) -> list[TimelineDay]:
    """Articles by day, the first one first; undated ones close the list."""
    days: dict[str, list[ItemView]] = {}
    for item in sorted(items, key=lambda i: (i.at is None, i.at or EPOCH, i.title)):
        days.setdefault(item.day, []).append(item)
    return [
        TimelineDay(label=day_label(day) if day else "Undated", items=tuple(found))
        for day, found in days.items()
    ]


def news_since(story: StoryView) -> ItemView | None:
    """The newest account that is its publisher's own, when it came after the one that leads."""
    lead = story.lead
    own = [item for item in story.items if item.at is not None and not item.copy_of]
    newest = max(own, key=lambda item: (item.at or EPOCH, item.key), default=None)
    if newest is None or lead.at is None or newest.at is None or newest.at <= lead.at:
        return None
    return newest


def who(story: StoryView) -> list[VoiceView]:
    """The organisations of a story, the representative's first."""
    lead = story.lead.provider.domain or story.lead.provider.name
    own = sum(1 for item in story.items if (item.provider.domain or item.provider.name) == lead)
    return [VoiceView(item=story.lead, more=own - 1), *story.voices]


def final(story_id: str, targets: dict[str, str]) -> str:
    """Where a chain of merges ends; a ring ends where it was entered."""
    seen = {story_id}
    while story_id in targets and targets[story_id] not in seen:
        story_id = targets[story_id]
        seen.add(story_id)
    return story_id


def day_folder(day: str) -> str:
    """`2026-11-23` -> `archive/2026/11/23`."""
    return "archive/" + day.replace("-", "/")


def month_folder(month: str) -> str:
    """`2026-11` -> `archive/2026/11`."""
    return "archive/" + month.replace("-", "/")


def day_label(day: str) -> str:
    """`2026-11-23` -> `23 November 2026`."""
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B} {found.year}"


def month_label(month: str) -> str:
    """`2026-11` -> `November 2026`."""
    found = date.fromisoformat(month + "-01")
    return f"{found:%B} {found.year}"
