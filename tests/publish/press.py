"""An invented press of any size: the same seed gives the same edition. No name here is real."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import chain

from tipsheet.publish import feeds, site, sitemaps
from tipsheet.publish.plan import Item, Job, flatten, outputs
from tipsheet.publish.site.safe import slugify
from tipsheet.records import (
    Article,
    Edition,
    Fact,
    Image,
    NewsRecord,
    Part,
    Provider,
    SiteInfo,
    Source,
    Span,
    Story,
    TipSheet,
    Topic,
    TopicMatch,
)

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
SITE = SiteInfo(
    title="Harbour & Grid",
    url="https://harbour.example",
    description="What happened in ports, cables and clean power, once and in order of importance.",
    root_topic="Energy",
    contact="desk@harbour.example",
)
TOPICS = (
    Topic(id="t-energy", name="Energy", slug="energy", order=0),
    Topic(id="t-wind", name="Offshore Wind", slug="offshore-wind", parent="Energy", order=1),
    Topic(id="t-grid", name="Grids", slug="grids", parent="Energy", order=2),
    Topic(id="t-port", name="Ports", slug="ports", parent="Energy", order=3),
    Topic(id="t-store", name="Storage", slug="storage", shortname="Storage", parent="Energy", order=4),
)
NAMES = (
    "Northquay Ledger",
    "The Tidewater Post",
    "Cable & Current",
    "Havenport Gazette",
    "Lumen Daily",
    "Gridline",
    "Estuary Wire",
    "Merrow Business",
    "Skerry Times",
    "The Blue Ledger",
    "Quayside Review",
    "Voltamere",
    "Longshore Journal",
    "Anchor Street",
    "Fjordlys Avis",
    "The Meridian Call",
    "Breakwater News",
    "Polder Courant",
)
WHO = (
    "Marwick Offshore",
    "Tessel Grid",
    "Port of Havn",
    "Brannock Power",
    "Ostrava Cables",
    "Lumenia",
    "Skerra Wind",
    "Aldis Storage",
    "Corvin Marine",
    "Velde Ports",
    "Norrland Hydro",
    "Quill Batteries",
)
DID = ("wins", "halts", "sells", "doubles", "delays", "opens", "loses", "finances", "repairs", "rethinks")
WHAT = (
    "its 1.2 GW wind farm",
    "a second export cable",
    "the floating dock",
    "its battery park",
    "the northern link",
    "a turbine order worth 3.4 billion",
    "its dredging contract",
    "the converter station",
    "plans for a hydrogen quay",
    "the island substation",
)
WHY = (
    "after regulator's ruling",
    "as costs rise a fifth",
    "ahead of winter auction",
    "in surprise vote",
    "to calm investors",
    "months behind schedule",
    "with union backing",
    "after storm damage",
)
MORE = (
    "says the company",
    "documents show",
    "officials confirm",
    "what is known",
    "and what comes next",
    "in figures",
)
SENTENCES = (
    "The decision follows eleven months of talks and was announced shortly before markets opened.",
    "Two people close to the board said the figure had been agreed on Friday evening.",
    "The works employ 640 people, most of whom live within an hour of the quay.",
    "Neighbouring ports had hoped for the same contract and asked for the papers to be opened.",
    "Analysts expect a first payment in spring, provided the permit stands.",
)


def edition(stories: int = 60, *, seed: int = 7, days: int = 12, singles: float = 0.45) -> Edition:
    """An edition of `stories` stories with their articles and records, newest most important."""
    luck = random.Random(seed)
    providers = tuple(
        Provider(name=name, domain=slugify(name) + ".example", known=at % 3 != 0)
        for at, name in enumerate(NAMES)
    )
    articles: dict[str, Article] = {}
    paths: dict[str, str] = {}
    news: list[NewsRecord] = []
    made: list[Story] = []
    for number in range(stories):
        start = NOW - timedelta(minutes=20 + (number / stories) ** 1.3 * days * 1440 + luck.random() * 90)
        size = 1 if luck.random() < singles else luck.choice((2, 2, 3, 3, 4, 5, 7, 9, 14))
        child = luck.choice(TOPICS[1:]).name
        topics = (child, "Energy") if luck.random() < 0.7 else ("Energy",)
        who, did, what, why = luck.choice(WHO), luck.choice(DID), luck.choice(WHAT), luck.choice(WHY)
        ids: list[str] = []
        for part in range(size):
            at = start + timedelta(minutes=part * luck.choice((3, 11, 25, 70)))
            at = min(at, NOW).replace(second=0, microsecond=0)
            provider = luck.choice(providers)
            tail = why if part == 0 else luck.choice((why, *MORE))
            title = f"{who} {did} {what} {tail}" if part % 3 else f"{who} {did} {what}, {tail}"
            article = _article(number, part, title, at, provider, topics, luck)
            articles[article.id] = article
            ids.append(article.id)
            path = f"_news/{at.date().isoformat()}-{slugify(title)}-{number}-{part}.md"
            hidden = part > 0
            paths[article.id] = path
            news.append(_record(path, article, hidden))
        quality = {i: articles[i].quality or 0 for i in ids}
        lead = max(ids, key=lambda i: quality[i])
        ids.remove(lead)
        ids.insert(0, lead)
        first = min(articles[i].published_at or NOW for i in ids)
        last = max(articles[i].published_at or NOW for i in ids)
        made.append(
            Story(
                id=sha256(f"story {number}".encode()).hexdigest()[:16],
                article_ids=tuple(ids),
                title=articles[lead].title,
                topics=topics,
                first_at=first,
                last_at=last,
                heat=90.0 - number % 90,
                heat_parts=(
                    Part(name="publishers", value=3.0, why=f"{size} articles of independent publishers"),
                ),
                importance=100.0 - number / stories * 100,
            )
        )
    made.sort(key=lambda s: -(len(s.article_ids) * 40 - (NOW - (s.last_at or NOW)).total_seconds() / 3600))
    made = [_with_see_also(story, made, at) for at, story in enumerate(made)]
    sheet = _sheet(made, articles)
    return Edition(
        site=SITE,
        now=NOW,
        topics=TOPICS,
        providers=providers,
        articles=articles,
        record_paths=paths,
        stories=tuple(made),
        news=tuple(sorted(news, key=lambda n: n.path)),
        sources=tuple(
            Source(id=p.domain, url=f"https://{p.domain}/feed.xml", kind="feed", name=p.name)
            for p in providers
        ),
        sheets=(sheet,) if sheet else (),
    )


def items_of(made: Edition, memory: bytes | None = None) -> Iterator[Item]:
    """All that the writers under test plan, in groups."""
    prepared = site.prepare(made, memory=memory)
    return chain(
        site.items(made, prepared=prepared),
        feeds.items(made, prepared=prepared),
        sitemaps.jobs(made, prepared=prepared),
    )


def website(made: Edition, memory: bytes | None = None) -> list[Job]:
    """Every job of the writers under test."""
    return list(flatten(items_of(made, memory)))


def files_of(made: Edition, memory: bytes | None = None) -> dict[str, bytes]:
    """Path -> bytes of the whole website."""
    return {output.path: output.body for output in outputs(website(made, memory))}


def _article(
    number: int,
    part: int,
    title: str,
    at: datetime,
    provider: Provider,
    topics: tuple[str, ...],
    luck: random.Random,
) -> Article:
    url = f"https://{provider.domain}/{at.year}/{slugify(title)}-{number}-{part}"
    quality = luck.randrange(38, 97)
    picture = luck.random() < 0.7
    return Article(
        id=sha256(url.encode()).hexdigest()[:16],
        url=url,
        original_url=url,
        amp_url=url + "/amp" if luck.random() < 0.3 else None,
        title=title,
        excerpt=" ".join(luck.sample(SENTENCES, 2)),
        published_at=at,
        authors=("Ines Calder",) if luck.random() < 0.5 else (),
        images=(
            Image(url=f"https://{provider.domain}/lead-{number}-{part}.jpg", width_px=1200, height_px=675),
        )
        if picture
        else (),
        provider=provider,
        language="en",
        topics=tuple(TopicMatch(name=name) for name in topics),
        quality=quality,
        quality_parts=(
            Part(name="text", value=22.0, why="full text of 640 words"),
            Part(name="source", value=12.0, why="a publisher the editor knows"),
        ),
        text=" ".join(SENTENCES),
    )


def _record(path: str, article: Article, hidden: bool) -> NewsRecord:
    return NewsRecord(
        path=path,
        title=article.title,
        excerpt=article.excerpt,
        published_at=article.published_at,
        original_url=article.original_url,
        web_url=article.url,
        amp_url=article.amp_url,
        quality=article.quality,
        heat=-1 if hidden else article.quality,
        published=not hidden,
        provider=article.provider,
        topics=tuple(match.name for match in article.topics),
        images=article.images,
    )


def _with_see_also(story: Story, stories: list[Story], at: int) -> Story:
    others = [s.id for s in stories[at + 1 : at + 4]]
    return Story(
        **{name: getattr(story, name) for name in story.__struct_fields__} | {"see_also": tuple(others)}
    )


def _sheet(stories: list[Story], articles: dict[str, Article]) -> TipSheet | None:
    if not stories:
        return None
    article = articles[stories[0].article_ids[0]]
    quote = SENTENCES[2]
    start = article.text.index(quote)
    fact = Fact(
        id="f1",
        doc_id=article.id,
        subject="Marwick Offshore",
        predicate="employees",
        value={"kind": "count", "amount": 640},
        value_text="640 people",
        quote=quote,
        quote_span=Span(start=start, end=start + len(quote)),
        value_span=Span(start=start + 17, end=start + 27),
        confidence=0.9,
        source_url=article.url,
        provider=article.provider.name if article.provider else "",
        published_at=article.published_at,
    )
    return TipSheet(id="marwick-offshore", subject="Marwick Offshore", facts=(fact,))
