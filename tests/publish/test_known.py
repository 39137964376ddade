"""A build that believes what the last one left makes the same files, under the same keys, as one that does not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from press import edition

from tipsheet.publish import known, site, whole
from tipsheet.publish.plan import Manifest, compare, outputs, paths
from tipsheet.records import CopyOf, Edition, Part, Provider, Story

replace = msgspec.structs.replace
Luck = random.Random


def with_news(made: Edition, path: str, **fields: object) -> Edition:
    return replace(made, news=tuple(replace(n, **fields) if n.path == path else n for n in made.news))


def with_story(made: Edition, story: Story, **fields: object) -> Edition:
    return replace(made, stories=tuple(replace(s, **fields) if s.id == story.id else s for s in made.stories))


def with_article(made: Edition, key: str, **fields: object) -> Edition:
    return replace(made, articles={**made.articles, key: replace(made.articles[key], **fields)})


def beginning() -> Edition:
    """Some organisations are known by their records alone, and stories end in months without a record."""
    made = edition(14, days=50)
    made = replace(made, providers=made.providers[::3])
    for at in (1, 3, 5):
        made = with_story(made, made.stories[at], last_at=made.now - timedelta(days=90 + at))
    return made


START = beginning()


def words(luck: Luck) -> str:
    return " ".join(luck.choice(("quay", "Märkte", "<b>", "grid & co", "tide")) for _ in range(4))


def correct(made: Edition, luck: Luck) -> Edition:
    """As an editor: another title and excerpt, in the record and in its article."""
    key = luck.choice(list(made.articles))
    told = {"title": words(luck), "excerpt": words(luck)}
    return with_news(with_article(made, key, **told), made.record_paths[key], **told)


def reword_record(made: Edition, luck: Luck) -> Edition:
    record = luck.choice(made.news)
    other = luck.choice(made.news)
    change: dict[str, object] = luck.choice(
        ({"title": words(luck)}, {"quality": luck.randrange(99)}, {"related": (replace(other, path=""),)})
    )
    return with_news(made, record.path, **change)


def reword_article(made: Edition, luck: Luck) -> Edition:
    key = luck.choice(list(made.articles))
    change: dict[str, object] = luck.choice(
        (
            {"title": words(luck)},
            {"text": words(luck)},
            {"quality_parts": (Part(name="text", value=1.0, why=words(luck)),)},
            {"copy_of": CopyOf(article_id=luck.choice(list(made.articles)), kind="near_duplicate")},
            {"provider": replace(made.articles[key].provider or Provider(name="x"), name=words(luck))},
            {"published_at": made.now - timedelta(hours=luck.randrange(900))},
            {"language": luck.choice(("en", "de", "ar"))},
        )
    )
    return with_article(made, key, **change)


def reword_story(made: Edition, luck: Luck) -> Edition:
    story = luck.choice(made.stories)
    change: dict[str, object] = luck.choice(
        (
            {"title": words(luck)},
            {"why": words(luck)},
            {"heat": luck.choice((-1.0, 0.5, 50.0))},
            {"importance": luck.random()},
            {"heat_parts": (Part(name="age", value=luck.random(), why=words(luck)),)},
            {"see_also": ()},
            {"topics": story.topics[:1]},
            {"last_at": made.now - timedelta(hours=luck.randrange(900))},
            {"article_ids": tuple(reversed(story.article_ids))},
        )
    )
    return with_story(made, story, **change)


def turn(made: Edition, luck: Luck) -> Edition:
    """Another order of importance."""
    stories = list(made.stories)
    luck.shuffle(stories)
    return replace(made, stories=tuple(stories))


def move_record(made: Edition, luck: Luck) -> Edition:
    record = luck.choice(made.news)
    change: dict[str, object] = luck.choice(
        (
            {"published": not record.published},
            {"published_at": made.now - timedelta(hours=luck.randrange(900))},
            {"published_at": None},
            {"topics": tuple(topic.name for topic in luck.sample(made.topics, 2))},
            {"provider": replace(record.provider or Provider(name="x"), name=words(luck))},
            {"provider": Provider(name="New", domain=f"new{luck.randrange(4)}.example")},
            {"provider": luck.choice(made.news).provider},
        )
    )
    return with_news(made, record.path, **change)


def add(made: Edition, luck: Luck) -> Edition:
    key = luck.choice(list(made.articles))
    number = luck.randrange(10**6)
    at = made.now - timedelta(hours=luck.randrange(900))
    article = replace(made.articles[key], id=f"{number:016}", title=words(luck), published_at=at)
    path = f"_news/{at.date().isoformat()}-new-{number}.md"
    like = next(n for n in made.news if n.path == made.record_paths[key])
    record = replace(like, path=path, title=article.title, published_at=at, published=True)
    story = Story(id=f"5{number:015}", article_ids=(article.id,), title=article.title, topics=record.topics,
                  first_at=at, last_at=at, heat=9.0)  # fmt: skip
    stories: list[Story] = list(made.stories)
    if luck.random() < 0.5:
        stories.insert(luck.randrange(len(stories) + 1), story)
    else:
        at_ = luck.randrange(len(stories))
        stories[at_] = replace(stories[at_], article_ids=(*stories[at_].article_ids, article.id))
    return replace(
        made,
        articles={**made.articles, article.id: article},
        record_paths={**made.record_paths, article.id: path},
        news=tuple(sorted((*made.news, record), key=lambda n: n.path)),
        stories=tuple(stories),
    )


def take_away(made: Edition, luck: Luck) -> Edition:
    if len(made.articles) < 4:
        return made
    key = luck.choice(list(made.articles))
    path = made.record_paths[key]
    left = (replace(s, article_ids=tuple(i for i in s.article_ids if i != key)) for s in made.stories)
    return replace(
        made,
        articles={i: a for i, a in made.articles.items() if i != key},
        record_paths={i: p for i, p in made.record_paths.items() if i != key},
        news=tuple(n for n in made.news if n.path != path),
        stories=tuple(s for s in left if s.article_ids),
    )


def merge(made: Edition, luck: Luck) -> Edition:
    if len(made.stories) < 3:
        return made
    one, other = luck.sample(made.stories, 2)
    both = replace(
        one,
        article_ids=(*one.article_ids, *other.article_ids),
        merged_from=(*one.merged_from, other.id, *other.merged_from),
    )
    stories = tuple(both if s is one else s for s in made.stories if s is not other)
    return replace(made, stories=stories, redirects={**made.redirects, other.id: one.id})


def settle(made: Edition, luck: Luck) -> Edition:
    """Settings, topics, organisations, sheets and the clock."""
    topics = tuple(replace(t, name=t.name + "s") if t.name == "Grid" else t for t in made.topics)
    change: dict[str, object] = luck.choice(
        (
            {"site": replace(made.site, title=words(luck))},
            {"site": replace(made.site, description=words(luck))},
            {"site": replace(made.site, url=f"https://grid{luck.randrange(3)}.example/news")},
            {"site": replace(made.site, front_page=luck.randrange(1, 30))},
            {"topics": made.topics[:-1] if len(made.topics) > 2 else made.topics},
            {"topics": topics},
            {"providers": tuple(replace(p, name=p.name + ".") for p in made.providers)},
            {"sheets": ()},
            {"sources": made.sources[1:]},
            {"now": made.now + timedelta(hours=luck.choice((1, 24, 24 * 200)))},
        )
    )
    return replace(made, **change)


EDITS: list[Callable[[Edition, Luck], Edition]] = [
    correct, reword_record, reword_article, reword_story, turn, move_record, add, take_away, merge, settle,
]  # fmt: skip


class Standing:
    """A site that is only ever brought up to date."""

    def __init__(self) -> None:
        self.manifest: Manifest = {}
        self.tree: dict[str, bytes] = {}
        self.note = b""
        self.looked_at = 0
        self.mended = 0

    def build(self, made: Edition, note: bytes | None = None) -> None:
        memory, once = self.tree.get(site.MEMORY), self.once()
        parts = list(whole.plan(made, memory, once=once)(self.note if note is None else note))
        self.looked_at = len(parts)
        plan = compare(parts, self.manifest)
        for path in plan.gone:
            del self.tree[path]
        for job in plan.make:
            before = self.tree.get(job.path)
            body = job.mend(before) if job.mend is not None and before is not None else None
            self.mended += body is not None
            self.tree[job.path] = job.make() if body is None else body
        self.manifest, self.note = plan.manifest, plan.note
        assert plan.kept == len(self.tree) - len(plan.make)

    def once(self) -> frozenset[str]:
        return frozenset(path.split("/")[1] for path in self.tree if path.startswith("news/"))

    def check(self, made: Edition) -> None:
        """Against the build of everything, from nothing but the addresses that are remembered."""
        memory, once = self.tree.get(site.MEMORY), self.once()
        full = list(whole.items(made, memory, once=once))
        assert self.tree == {o.path: o.body for o in outputs(full)}
        assert paths(self.manifest) == paths(compare(full, {}).manifest)


@pytest.fixture(autouse=True, scope="module")
def _short_runs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "RUN", 5)
        yield


def test_every_kind_of_edit_leads_to_the_build_of_everything() -> None:
    for edit in EDITS:
        for seed in range(3):
            luck = random.Random(f"{edit.__name__}{seed}")
            standing = Standing()
            standing.build(START)
            made = edit(START, luck)
            standing.build(made)
            standing.check(made)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(st.sampled_from(EDITS), min_size=0, max_size=3), min_size=1, max_size=5),
    st.integers(0, 10**6),
)
def test_any_row_of_edits_leads_to_the_build_of_everything(
    days: list[list[Callable[[Edition, Luck], Edition]]], seed: int
) -> None:
    luck = random.Random(seed)
    standing = Standing()
    made = START
    standing.build(made)
    for edits in days:
        for edit in edits:
            made = edit(made, luck)
        standing.build(made)
        standing.check(made)


def test_a_correction_plans_little() -> None:
    standing = Standing()
    standing.build(START)
    everything = standing.looked_at
    made = correct(START, random.Random(3))
    standing.build(made)
    assert standing.looked_at < everything / 2
    assert standing.mended > 10
    standing.build(turn(made, random.Random(1)))
    assert standing.looked_at >= everything  # all was planned


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_note_that_is_cut_or_damaged_costs_a_plan_of_everything(data: st.DataObject) -> None:
    standing = _built()
    note = bytearray(standing.note)
    at = data.draw(st.integers(0, len(note) - 1))
    if data.draw(st.booleans()):
        note[at] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del note[at:]
    assert known.read(standing.note) is not None
    assert known.read(bytes(note)) is None


def test_a_note_of_another_version_or_publication_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    standing = Standing()
    standing.build(START)
    everything = standing.looked_at
    other = Standing()
    other.build(settle(START, random.Random(1)))
    standing.build(START, other.note)
    assert standing.looked_at >= everything
    standing.check(START)
    monkeypatch.setattr(known, "__version__", "0.0.0")
    standing.build(START)
    assert standing.looked_at >= everything


def _built() -> Standing:
    if not _KEPT:
        _KEPT.append(Standing())
        _KEPT[0].build(START)
    return _KEPT[0]


_KEPT: list[Standing] = []
