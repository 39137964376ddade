"""The newsletter: nothing twice, nothing stale, and mail that clients and filters accept."""

from __future__ import annotations

import email
import re
from datetime import datetime, timedelta
from email import policy
from html.parser import HTMLParser

import msgspec
import pytest
from hostile import MARK
from hypothesis import given, settings
from hypothesis import strategies as st
from press import NOW, edition, files_of
from validators import active

from tipsheet.errors import ConfigError, RecordError
from tipsheet.publish import newsletter
from tipsheet.publish.newsletter import UNSUBSCRIBE, NewsletterEdition
from tipsheet.records import Article, Edition, Issue, Rejected, Story

replace = msgspec.structs.replace
URL = "https://harbour.example/unsubscribe?t=abc&x=1"


def made(found: NewsletterEdition | Rejected) -> NewsletterEdition:
    assert isinstance(found, NewsletterEdition), found
    return found


def items(issue: Issue) -> list[str]:
    return [item.story_id for section in issue.sections for item in section.items if item.story_id]


def at(base: Edition, now: datetime) -> Edition:
    """What was known at `now`: only articles published by then."""
    articles = {k: a for k, a in base.articles.items() if a.published_at and a.published_at <= now}
    stories = []
    for story in base.stories:
        ids = tuple(i for i in story.article_ids if i in articles)
        if ids:
            times = [articles[i].published_at or now for i in ids]
            stories.append(replace(story, article_ids=ids, first_at=min(times), last_at=max(times)))
    return replace(base, now=now, articles=articles, stories=tuple(stories))


def grown(base: Edition, story: Story, names: list[str], when: datetime) -> Edition:
    """`base` in which further publishers have taken up `story` at `when`."""
    lead = base.articles[story.article_ids[0]]
    assert lead.provider
    new: dict[str, Article] = {
        f"new-{n}": replace(
            lead,
            id=f"new-{n}",
            published_at=when,
            provider=replace(lead.provider, name=n, domain=f"{n}.example", family=""),
        )
        for n in names
    }
    longer = replace(story, article_ids=(*story.article_ids, *new), last_at=when)
    stories = tuple(longer if s.id == story.id else s for s in base.stories)
    return replace(base, now=max(base.now, when), articles=base.articles | new, stories=stories)


def test_the_first_issue_tells_the_last_day_only(small: Edition) -> None:
    issue = made(newsletter.build(small)).issue
    stories = {s.id: s for s in small.stories}
    told = items(issue)
    assert told
    for story_id in told:
        first = stories[story_id].first_at
        assert first is not None
        assert small.now - newsletter.WINDOW - newsletter.GRACE <= first <= small.now


def test_a_story_that_mostly_unfolded_since_then_is_new_even_if_it_began_before(small: Edition) -> None:
    early = small.now - timedelta(hours=40)
    story = next(s for s in small.stories if len(s.article_ids) >= 4)
    first = story.article_ids[-1]

    def told(articles: dict[str, Article]) -> bool:
        whole = replace(story, first_at=early)
        stories = (whole, *(s for s in small.stories if s.id != story.id))
        return story.id in items(
            made(newsletter.build(replace(small, articles=articles, stories=stories))).issue
        )

    recent = {i: replace(small.articles[i], published_at=small.now) for i in story.article_ids}
    one_old = small.articles | recent | {first: replace(small.articles[first], published_at=early)}
    assert told(one_old)
    assert not told(one_old | {i: replace(a, published_at=early) for i, a in list(recent.items())[1:]})


def test_sections_are_in_order_of_importance_and_never_empty(small: Edition) -> None:
    issue = made(newsletter.build(small)).issue
    order = [s.id for s in small.stories]
    for section in issue.sections:
        assert section.items
        places = [order.index(i.story_id) for i in section.items if i.story_id]
        assert places == sorted(places)
    assert issue.sections[0].title == "Top stories"
    assert issue.sections[0].lead


def test_subject_and_preview_come_from_the_top_stories(small: Edition) -> None:
    issue = made(newsletter.build(small)).issue
    titles = [i.title for s in issue.sections for i in s.items]
    assert titles[0].startswith(issue.subject.rstrip("…"))
    assert len(issue.subject) <= 70
    assert issue.preheader.startswith(titles[1][:20])


def test_ten_days_of_issues_never_repeat_a_story_that_did_not_move() -> None:
    base = edition(150, seed=5, days=10)
    issues: list[Issue] = []
    told: dict[str, list[newsletter.Telling]] = {}
    start = NOW - timedelta(days=10)
    for day in range(11):
        now = start + timedelta(days=day)
        found = newsletter.build(at(base, now), issues)
        if isinstance(found, Rejected):
            assert found.reason == "nothing_new"
            continue
        for section in found.issue.sections:
            for item in (i for i in section.items if i.story_id):
                before = told.setdefault(item.story_id, [])
                assert item.update == bool(before)
                if before:
                    assert item.publishers >= before[-1].item.publishers + 2
                    assert set(item.article_ids) > set(before[-1].item.article_ids)
                    assert section.title == "What moved"
                before.append(newsletter.Telling(now, item))
        issues.append(found.issue)
    assert len(issues) >= 8
    assert sum(len(t) for t in told.values()) > 60


def test_a_second_issue_at_the_same_moment_has_nothing_to_say(small: Edition) -> None:
    first = made(newsletter.build(small)).issue
    rest = newsletter.build(small, [first])
    if isinstance(rest, NewsletterEdition):  # more was new than one issue holds
        assert not set(items(rest.issue)) & set(items(first))
        assert small.now == rest.issue.made_at


def test_a_story_that_moved_comes_back_as_an_update(small: Edition) -> None:
    first = made(newsletter.build(small)).issue
    story = next(s for s in small.stories if s.id == items(first)[0])
    later = small.now + timedelta(hours=20)
    names = [f"paper{n}" for n in range(newsletter.publishers(small, story) + 2)]
    second = made(newsletter.build(grown(small, story, names, later), [first])).issue
    assert [s.title for s in second.sections] == ["What moved"]
    item = second.sections[0].items[0]
    assert item.update
    assert item.why == f"{len(names)} more articles since we last told it"
    assert second.subject.startswith("Update: ")
    third = newsletter.build(grown(small, story, names, later), [first, second])
    assert isinstance(third, Rejected)


@pytest.mark.parametrize("names", [["one"], []])
def test_one_more_publisher_is_no_move(small: Edition, names: list[str]) -> None:
    first = made(newsletter.build(small)).issue
    story = next(s for s in small.stories if s.id == items(first)[0])
    after = grown(small, story, names, small.now + timedelta(hours=20))
    assert isinstance(newsletter.build(after, [first]), Rejected)


def test_copies_do_not_move_a_story(small: Edition) -> None:
    from tipsheet.records import CopyOf

    first = made(newsletter.build(small)).issue
    story = next(s for s in small.stories if s.id == items(first)[0])
    after = grown(small, story, [f"p{n}" for n in range(30)], small.now + timedelta(hours=20))
    copied = {
        k: replace(a, copy_of=CopyOf(article_id="x", kind="same_title")) if k.startswith("new-") else a
        for k, a in after.articles.items()
    }
    assert isinstance(newsletter.build(replace(after, articles=copied), [first]), Rejected)


def test_publishers_of_one_family_count_once(small: Edition) -> None:
    story = small.stories[0]
    after = grown(small, story, ["a", "b", "c"], small.now)
    before = newsletter.publishers(small, story)
    assert newsletter.publishers(after, after.stories[0]) == before + 3
    family = {
        k: replace(a, provider=replace(a.provider, family="one house"))
        if a.provider and k.startswith("new-")
        else a
        for k, a in after.articles.items()
    }
    assert newsletter.publishers(replace(after, articles=family), after.stories[0]) == before + 1


def test_a_merged_or_renamed_story_is_still_known(small: Edition) -> None:
    first = made(newsletter.build(small)).issue
    known = items(first)[0]
    story = next(s for s in small.stories if s.id == known)
    renamed = replace(story, id="0000000000000000", title="Something else")
    others = tuple(s for s in small.stories if s.id != known)
    for after in (
        replace(small, stories=(renamed, *others)),  # the same articles under another id
        replace(small, stories=(replace(renamed, merged_from=(known,)), *others)),
        replace(small, stories=(renamed, *others), redirects={known: renamed.id}),
    ):
        found = newsletter.build(after, [first])
        assert isinstance(found, Rejected) or renamed.id not in items(found.issue)


def test_after_a_pause_old_news_is_not_served_up(small: Edition) -> None:
    base = edition(120, seed=9, days=30)
    old = replace(made(newsletter.build(at(base, NOW - timedelta(days=29)))).issue)
    issue = made(newsletter.build(base, [old])).issue
    stories = {s.id: s for s in base.stories}
    for story_id in items(issue):
        assert (stories[story_id].first_at or NOW) >= NOW - newsletter.LONGEST - newsletter.GRACE


def test_a_quiet_day_has_no_issue(small: Edition) -> None:
    found = newsletter.build(replace(small, now=small.now + timedelta(days=9)))
    assert isinstance(found, Rejected)
    assert found.reason == "nothing_new"


def test_tip_sheets_appear_when_they_gained_a_fact(small: Edition) -> None:
    fact = small.sheets[0].facts[0]
    fresh = replace(small, sheets=(replace(small.sheets[0], facts=(replace(fact, published_at=small.now),)),))
    issue = made(newsletter.build(fresh)).issue
    assert issue.sections[-1].title == "Tip sheets"
    item = issue.sections[-1].items[0]
    assert (item.title, item.excerpt) == (small.sheets[0].subject, fact.quote)
    assert item.why == "Employees: 640 people"
    said = replace(fact, id="s", predicate="quote_said", published_at=small.now, confidence=1.0)
    setting = replace(fact, id="c", predicate="ceo", published_at=small.now, confidence=1.0)
    both = (setting, replace(said, quote="“Enough,” she said."))
    issue = made(newsletter.build(replace(small, sheets=(replace(small.sheets[0], facts=both),)))).issue
    assert (issue.sections[-1].items[0].excerpt, issue.sections[-1].items[0].why) == (
        "“Enough,” she said.",
        "",
    )
    stale = replace(fact, published_at=small.now - timedelta(days=9))
    without = made(newsletter.build(replace(small, sheets=(replace(small.sheets[0], facts=(stale,)),)))).issue
    assert "Tip sheets" not in [s.title for s in without.sections]


def test_a_kept_issue_reads_back_and_composes_to_the_same_mail(small: Edition) -> None:
    from tipsheet.publish.site import prepare

    first = made(newsletter.build(small))
    body = newsletter.write_issue(first.issue)
    kept = newsletter.read_issue(body, "_newsletters/2026-11-23.json")
    assert kept == first.issue
    assert newsletter.compose(*prepare(small), kept) == first
    assert newsletter.issue_path(kept) == "_newsletters/2026-11-23.json"
    with pytest.raises(RecordError, match="2026-11-23"):
        newsletter.read_issue(body[:-20], "_newsletters/2026-11-23.json")


def test_the_site_shows_every_issue_that_went_out(small: Edition) -> None:
    issue = made(newsletter.build(small)).issue
    files = files_of(replace(small, issues=(issue,)))
    page = files["newsletters/2026-11-23/index.html"].decode()
    for item in (i for s in issue.sections for i in s.items):
        assert item.url.replace("&", "&amp;") in page
    assert issue.subject.split("&")[0] in files["newsletters/index.html"].decode()
    assert b"/newsletters/" in files["index.html"]
    assert b"/newsletters/2026-11-23/" in files["sitemaps/pages.xml"]
    assert b"/newsletters/" not in files_of(small)["index.html"]


# ---------------------------------------------------------------------------- mail


def parsed(small: Edition, **changes: str) -> email.message.EmailMessage:
    options = {
        "sender": "Harbour & Grid <desk@harbour.example>",
        "to": "ines@reader.example",
        "unsubscribe_url": URL,
    }
    mail = newsletter.message(made(newsletter.build(small)), **(options | changes))  # type: ignore[arg-type]
    back = email.message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert isinstance(back, email.message.EmailMessage)
    return back


def test_the_mail_says_how_to_leave(small: Edition) -> None:
    mail = parsed(small, unsubscribe_mail="leave@harbour.example")
    assert mail["List-Unsubscribe"] == f"<{URL}>, <mailto:leave@harbour.example?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-ID"] == "<newsletter.harbour.example>"
    for part in ("plain", "html"):
        body = mail.get_body((part,))
        assert body is not None
        text = body.get_content()
        assert UNSUBSCRIBE not in text
        assert (URL if part == "plain" else URL.replace("&", "&amp;")) in text
    assert "List-Unsubscribe-Post" not in parsed(small, unsubscribe_url="http://harbour.example/u")


def test_the_mail_is_plain_ascii_with_short_lines_and_both_parts(small: Edition) -> None:
    made_ = made(newsletter.build(small))
    mail = newsletter.message(
        made_, sender="desk@harbour.example", to="ines@reader.example", unsubscribe_url=URL
    )
    raw = mail.as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Message-ID"]
    assert mail["Date"].datetime == small.now
    again = newsletter.message(
        made_, sender="desk@harbour.example", to="ines@reader.example", unsubscribe_url=URL
    )
    assert again["Message-ID"] == mail["Message-ID"]
    other = newsletter.message(
        made_, sender="desk@harbour.example", to="bo@reader.example", unsubscribe_url=URL
    )
    assert other["Message-ID"] != mail["Message-ID"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a b@c.example",
        "a@b.example\r\nBcc: x@y.example",
        "a@b.example, c@d.example",
        "<a@b.example",
        "a@b.example>x",
        "Name a@b.example",
        "a@@b.example c",
        "@b.example",
        "a@",
    ],
)
def test_what_is_no_address_is_refused(small: Edition, address: str) -> None:
    with pytest.raises(ConfigError):
        parsed(small, to=address)


@pytest.mark.parametrize("url", ["javascript:1", "https://a.example/\r\nX: 1\\", "", "mailto:x@y.example"])
def test_what_is_no_way_to_leave_is_refused(small: Edition, url: str) -> None:
    with pytest.raises(ConfigError):
        parsed(small, unsubscribe_url=url)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_no_title_makes_a_header_of_its_own(small: Edition, title: str) -> None:
    made_ = made(newsletter.build(small))
    mail = newsletter.message(
        replace(made_, issue=replace(made_.issue, subject=title)),
        sender="desk@harbour.example",
        to="ines@reader.example",
        unsubscribe_url=URL,
    )
    back = email.message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert sorted(back.keys()) == sorted(mail.keys())
    assert len(back.keys()) == len(set(back.keys()))


def test_a_hostile_press_gets_nothing_into_the_mail(hostile: Edition) -> None:
    stories = tuple(replace(s, first_at=hostile.now, last_at=hostile.now) for s in hostile.stories)
    made_ = made(newsletter.build(replace(hostile, stories=stories)))
    mail = newsletter.message(
        made_, sender="desk@harbour.example", to="ines@reader.example", unsubscribe_url=URL
    )
    raw = mail.as_bytes()
    back = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(back, email.message.EmailMessage)
    assert sorted(back.keys()) == sorted(mail.keys())
    assert back["Bcc"] is None
    html = back.get_body(("html",)).get_content()  # type: ignore[union-attr]
    body = html.split("</head>", 1)[1]
    faults = [f for f in active(body) if "style>" not in f]
    assert faults == []
    assert MARK in body
    assert "&#123;&#123; 7*7 &#125;&#125;" in body
    assert not re.search(r'(href|src)="(?!https?://)', body)
    assert not re.search(r'src="https?://(?!harbour\.example/)', body)


@pytest.mark.parametrize("service", ["listmonk", "buttondown"])
def test_an_export_holds_no_template_but_the_services_own_mark(
    hostile: Edition, service: newsletter.Service
) -> None:
    stories = tuple(replace(s, first_at=hostile.now, last_at=hostile.now) for s in hostile.stories)
    draft = newsletter.export(made(newsletter.build(replace(hostile, stories=stories))), service)
    mark = newsletter._PLACEHOLDER[service]
    for key, value in draft.items():
        text = value if isinstance(value, str) else " ".join(value)
        outside = text.replace(mark, "").split("</head>")[-1]
        assert "{{" not in outside, key
        assert "{%" not in outside, key
    assert str(draft["body"]).count(mark) == 1


# ----------------------------------------------------------------- mail clients


class MailHtml(HTMLParser):
    """Collects what mail clients stumble over."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.styles: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag in (
            "script",
            "link",
            "form",
            "input",
            "svg",
            "video",
            "picture",
            "source",
            "button",
            "iframe",
        ):
            self.faults.append(f"<{tag}> is dropped or blocked")
        if tag == "table" and found.get("role") != "presentation":
            self.faults.append("a layout table without role=presentation")
        if tag == "img" and not (
            "alt" in found and found.get("width") and found.get("src", "").startswith("https://")
        ):
            self.faults.append(f"img needs alt, width and an absolute address: {found}")
        if tag == "a" and not re.match(r"https://|%%unsub", found.get("href", "")):
            self.faults.append(f"a relative link: {found.get('href')}")
        for rule in found.get("style", "").split(";"):
            if rule.strip():
                self.styles.add(rule.split(":")[0].strip())


# Understood by Outlook (Word engine), Gmail, Apple Mail and Yahoo alike, or harmless where it is not.
SAFE_STYLES = {
    "margin",
    "padding",
    "background-color",
    "color",
    "font-family",
    "font-size",
    "line-height",
    "font-weight",
    "text-decoration",
    "width",
    "max-width",
    "height",
    "border-bottom",
    "border-radius",
    "display",
    "opacity",
    "overflow",
    "max-height",
    "mso-hide",
}


def test_the_html_part_keeps_to_what_mail_clients_know(small: Edition) -> None:
    from tipsheet.records import Image

    articles = {
        k: replace(
            a,
            images=(
                Image(
                    url="https://x.example/i.jpg", is_cached=True, path=f"images/aa/{'ab' * 10}-1280x720.jpg"
                ),
            ),
        )
        for k, a in small.articles.items()
    }
    html = made(newsletter.build(replace(small, articles=articles))).html
    reader = MailHtml()
    reader.feed(html)
    assert reader.faults == []
    assert reader.styles <= SAFE_STYLES
    assert "-640.jpg" in html
    assert "prefers-color-scheme: dark" in html
    assert "[data-ogsc]" in html
    assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 3
    assert "max-width:600px" in html
    assert len(html.encode()) < 102_000, "Gmail cuts longer mails"
    assert len(re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)) < 8_192  # type: ignore[union-attr]


def test_the_longest_issue_is_not_cut_by_gmail() -> None:
    base = edition(200, seed=2, days=1, singles=0.0)
    long = replace(
        base, articles={k: replace(a, title=a.title + " and" * 30) for k, a in base.articles.items()}
    )
    assert len(made(newsletter.build(long)).html.encode()) < 102_000


def test_the_plain_part_reads_well(small: Edition) -> None:
    text = made(newsletter.build(small)).text
    assert text.startswith("Harbour & Grid | 23 November 2026\n")
    assert all(len(line) <= 72 or "https://" in line for line in text.split("\n"))
    assert f"Unsubscribe: {UNSUBSCRIBE}" in text
    assert "<" not in text
