"""The build plan: what is made again, what stays, what goes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from press import edition, items_of, website

from tipsheet.errors import PublishError
from tipsheet.publish import api
from tipsheet.publish.plan import (
    LOOSE,
    Group,
    Item,
    Job,
    Manifest,
    Note,
    Section,
    compare,
    digest,
    flatten,
    paths,
)
from tipsheet.publish.site import prepare
from tipsheet.records import Edition, Image, Issue, NewsRecord

replace = msgspec.structs.replace
KEYS = st.dictionaries(st.text("abc/", min_size=1, max_size=4), st.binary(min_size=1, max_size=2), max_size=8)
GROUPS = st.dictionaries(st.sampled_from(["g", "h", "i"]), KEYS, max_size=3)


def jobs_of_keys(keys: dict[str, bytes]) -> list[Job]:
    return [Job(path, key, lambda: b"") for path, key in keys.items()]


def grouped(groups: dict[str, dict[str, bytes]]) -> list[Item]:
    """Groups of jobs; a group's paths are its own, and "h" is left loose."""
    out: list[Item] = []
    for name, keys in groups.items():
        own = jobs_of_keys({f"{name}/{path}": key for path, key in keys.items()})
        if name == "h":
            out += own
        else:
            out.append(
                Group(name, digest(*(job.path.encode() + job.key for job in own)), lambda own=own: own)
            )
    return out


def loose(keys: dict[str, bytes]) -> Manifest:
    return {"": (b"", keys)}


@given(before=KEYS, after=KEYS)
def test_a_plan_leads_from_the_old_manifest_to_the_new_one(
    before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    plan = compare(jobs_of_keys(after), loose(before))
    built = {p: k for p, k in before.items() if p not in plan.gone}
    built |= {job.path: job.key for job in plan.make}
    assert built == after == paths(plan.manifest)
    assert plan.kept == sum(before.get(p) == k for p, k in after.items())


@given(st.lists(GROUPS, min_size=2, max_size=4))
def test_groups_lead_to_the_same_as_their_jobs_one_by_one(
    builds: list[dict[str, dict[str, bytes]]],
) -> None:
    manifest: Manifest = {}
    built: dict[str, bytes] = {}
    for build in builds:
        plan = compare(grouped(build), manifest)
        for path in plan.gone:
            del built[path]
        built |= {job.path: job.key for job in plan.make}
        wanted = {job.path: job.key for job in flatten(grouped(build))}
        assert built == wanted == paths(plan.manifest)
        assert plan.kept + len(plan.make) == len(wanted)
        manifest = plan.manifest


def test_a_group_whose_key_holds_is_not_unfolded() -> None:
    first = compare([Group("g", b"k", lambda: [Job("a", b"1", bytes)])], {})
    again = compare([Group("g", b"k", lambda: pytest.fail("unfolded"))], first.manifest)
    assert (again.make, again.kept, again.gone) == ([], 1, [])


def test_a_path_may_move_from_one_group_to_another() -> None:
    first = compare([Group("g", b"1", lambda: [Job("a", b"1", bytes), Job("b", b"1", bytes)])], {})
    both: list[Item] = [
        Group("g", b"2", lambda: [Job("a", b"1", bytes)]),
        Group("h", b"1", lambda: [Job("b", b"1", bytes)]),
    ]
    moved = compare(both, first.manifest)
    assert moved.gone == []
    assert paths(moved.manifest) == {"a": b"1", "b": b"1"}


def test_a_path_that_a_folded_group_has_is_refused() -> None:
    first = compare([Group("g", b"k", lambda: [Job("a", b"1", bytes)])], {})
    with pytest.raises(PublishError, match="a: two pages"):
        compare([Group("g", b"k", list), Job("a", b"2", bytes)], first.manifest)
    with pytest.raises(PublishError, match="two groups"):
        compare([Group("g", b"k", list), Group("g", b"k", list)], {})


def test_two_jobs_for_one_path_are_refused() -> None:
    with pytest.raises(PublishError, match=r"a/index\.html"):
        compare([Job("a/index.html", b"1", bytes), Job("a/index.html", b"2", bytes)], {})


def test_what_a_standing_section_does_not_tell_stays_and_all_else_goes() -> None:
    told = [Job("a", b"1", bytes), Group("g", b"1", lambda: [Job("b", b"1", bytes), Job("c", b"1", bytes)])]
    beside = [Job("image", b"1", bytes)]
    first = compare([Section("s", False), *told, Note(lambda: b"n"), Section(LOOSE, False), *beside], {})
    assert first.note == b"n"
    again = compare([Section("s", True), Job("d", b"1", bytes), Section(LOOSE, False)], first.manifest)
    assert ([job.path for job in again.make], again.kept, again.gone) == (["d"], 3, ["image"])
    changed = Group("g", b"2", lambda: [Job("b", b"1", bytes)])
    last = compare([Section("s", True), changed, Section(LOOSE, False)], again.manifest)
    assert (last.make, last.gone, paths(last.manifest)) == ([], ["c"], {"a": b"1", "d": b"1", "b": b"1"})
    for path in ("a", "b"):
        with pytest.raises(PublishError, match="two pages"):
            compare([Section("s", True), Section(LOOSE, False), Job(path, b"9", bytes)], last.manifest)


@given(st.lists(st.binary(max_size=3), min_size=2, max_size=4), st.integers(1, 3))
def test_moving_a_border_between_parts_changes_the_digest(parts: list[bytes], size: int) -> None:
    joined = b"".join(parts)
    other = [joined[:size], joined[size:]]
    if other != parts:
        assert digest(*other) != digest(*parts)


def made_again(before: Edition, after: Edition) -> set[str]:
    old = compare(items_of(before), {}).manifest
    return {job.path for job in compare(items_of(after), old).make}


def change_record(made: Edition, at: int, **fields: object) -> tuple[Edition, NewsRecord]:
    news = list(made.news)
    public = [i for i, n in enumerate(news) if n.published]
    news[public[at]] = replace(news[public[at]], **fields)
    return replace(made, news=tuple(news)), news[public[at]]


def test_one_changed_record_makes_again_only_the_pages_that_show_it(small: Edition) -> None:
    after, record = change_record(small, 3, title="An entirely new headline for this one")
    made = made_again(small, after)
    stem = record.path.removeprefix("_news/").removesuffix(".md")
    assert record.published_at
    assert record.provider
    day = record.published_at.date().isoformat()
    assert f"news/{stem}/index.html" in made
    assert f"archive/{day.replace('-', '/')}/index.html" in made
    assert f"providers/{record.provider.domain}/index.html" in made
    assert f"search/{day[:7]}.json" in made
    assert len([p for p in made if p.startswith("news/")]) == 1
    old = {job.path: job.make() for job in website(small)}
    new = {job.path: job.make() for job in website(after)}
    assert {p for p in new if new[p] != old[p]} <= made


def test_the_bytes_change_exactly_where_the_keys_do() -> None:
    """A key that misses something the page shows would leave stale pages for ever."""
    base = edition(24, seed=11)
    story = base.stories[2]
    changes = [
        change_record(base, 0, title="New title")[0],
        change_record(base, 1, excerpt="Another excerpt entirely.")[0],
        replace(
            base,
            stories=(*base.stories[:2], replace(story, title="Retitled", why="because"), *base.stories[3:]),
        ),
        replace(base, topics=(*base.topics[:-1], replace(base.topics[-1], name="Batteries", shortname=None))),
        replace(base, site=replace(base.site, title="Another name")),
        replace(base, providers=(replace(base.providers[0], name="Renamed Ledger"), *base.providers[1:])),
        replace(base, sheets=()),
        replace(base, stories=base.stories[1:]),
        replace(
            base,
            articles={
                **base.articles,
                story.article_ids[0]: replace(
                    base.articles[story.article_ids[0]], authors=("Someone Else",), quality=3
                ),
            },
        ),
    ]
    second = base.articles[story.article_ids[-1]]
    picture = Image(url="https://x.example/i.jpg", is_cached=True, path=f"images/aa/{'ab' * 10}-640x360.jpg")
    sheet = base.sheets[0]
    changes += [
        replace(base, news=base.news[1:]),
        replace(base, news=(replace(base.news[0], topics=("Ports", "Grids")), *base.news[1:])),
        replace(
            base,
            news=tuple(replace(n, published=False) if n.published else n for n in base.news[:5])
            + base.news[5:],
        ),
        replace(base, news=tuple(replace(n, heat=3, secured="x;y") for n in base.news)),
        replace(base, news=tuple(replace(n, topics=("Ports",)) for n in base.news)),
        replace(
            base, news=tuple(replace(n, published_at=None) if n is base.news[4] else n for n in base.news)
        ),
        replace(base, news=tuple(replace(n, related=(replace(base.news[0], path=""),)) for n in base.news)),
        replace(base, articles={**base.articles, second.id: replace(second, images=(picture,))}),
        replace(base, articles={k: a for k, a in base.articles.items() if k != second.id}),
        replace(base, articles={**base.articles, second.id: replace(second, paywalled=True, language="he")}),
        replace(base, record_paths={k: v for k, v in base.record_paths.items() if k != second.id}),
        replace(base, stories=tuple(replace(s, see_also=()) for s in base.stories)),
        replace(base, stories=tuple(replace(s, heat=-1.0) for s in base.stories)),
        replace(base, stories=tuple(replace(s, heat=s.heat + 1, importance=2.0) for s in base.stories)),
        replace(base, stories=base.stories[::-1]),
        replace(
            base,
            stories=(
                replace(story, article_ids=story.article_ids[::-1]),
                *base.stories[:2],
                *base.stories[3:],
            ),
        ),
        replace(base, stories=base.stories[:-1], redirects={base.stories[-1].id: base.stories[0].id}),
        replace(base, sheets=(replace(sheet, facts=(replace(sheet.facts[0], value_text="641 people"),)),)),
        replace(base, sheets=(replace(sheet, subject="Marwick"),)),
        replace(base, providers=()),
        replace(base, sources=base.sources[1:]),
        replace(base, topics=base.topics[:-1]),
        replace(base, topics=base.topics[::-1]),
        replace(base, site=replace(base.site, url="https://harbour.example/sub")),
        replace(base, site=replace(base.site, locale="de")),
        replace(base, issues=(Issue(date="2026-11-20", made_at=base.now, title="t", subject="Told"),)),
    ]
    before = {job.path: job.make() for job in website(base)}
    manifest = compare(items_of(base), {}).manifest
    for number, after in enumerate(changes):
        plan = compare(items_of(after), manifest)
        built = {p: body for p, body in before.items() if p not in plan.gone}
        built |= {job.path: job.make() for job in plan.make}
        wanted = {job.path: job.make() for job in website(after)}
        stale = [p for p in wanted if built.get(p) != wanted[p]]
        assert stale == [], f"change {number}"
        assert built.keys() == wanted.keys()


def test_pages_of_the_news_api_are_never_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "GROUPED", 2)
    base = edition(150, seed=5)
    base = replace(base, topics=tuple(replace(t, services={"news": "/"}) for t in base.topics))
    manifest = compare(api.items(base, prepared=prepare(base)), {}).manifest
    before = {job.path: job.make() for job in flatten(api.items(base))}
    assert sum("/page/" in path for path in before) > 2 * len(base.topics) > 2
    fewer = replace(base, news=base.news[3:])
    changed, _ = change_record(base, 7, title="An entirely new headline for this one")
    for after in (changed, fewer, replace(base, topics=base.topics[:-1])):
        plan = compare(api.items(after, prepared=prepare(after)), manifest)
        built = {p: body for p, body in before.items() if p not in plan.gone}
        built |= {job.path: job.make() for job in plan.make}
        assert built == {job.path: job.make() for job in flatten(api.items(after))}


def test_a_later_hour_without_news_changes_nothing(small: Edition) -> None:
    from datetime import timedelta

    later = replace(small, now=small.now + timedelta(hours=1))
    assert {p for p in made_again(small, later) if not p.startswith("sitemaps/news")} <= {"sitemap.xml"}
