"""The editor's rules for one site: the day picks the version, what they find wins, the rest stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from tipsheet.errors import ConfigError
from tipsheet.records import Page, SiteRules
from tipsheet.stages.extract import Reading, extract_one, read
from tipsheet.taxonomy import read_site

NOTICE = """<!doctype html><html lang="en"><head><title>Notices | Port Orlin</title>
<meta property="og:title" content="Port Orlin notices"><base href="https://www.orlin.example/notices/"></head><body>
<div class="notice"><div class="kicker">Crane 4 is out of service until May</div>
<div class="stamp">03/04/2026</div><div class="clerk">By Tove Marrin, harbour clerk</div>
<div class="words" data-tipsheet-text="x"><p>The large crane on the north quay cannot be used until the end of May, the
harbour office said after an inspection of its cable drum.</p><p>Ships that need it are asked to call at Sund.</p></div>
<div class="gift"><div class="gift"><p>Help us to keep the museum open: give today, and your name will stand on its
wall.</p></div></div><img class="big" src="../crane-800x600.jpg" alt="The crane"><span class="lock">For members</span>
<ul class="words-list"><li>cranes</li><li>north quay</li></ul></div></body></html>"""
RULES = """site: orlin.example
versions:
  - since: 2026-03-01
    drop: [".gift"]
    title: ".kicker"
    authors: ".clerk"
    published: ".stamp"
    image: "img.big"
    tags: ".words-list li"
    paywall: ".lock"
  - since: 2026-06-01
    title: "h9.nothing"
    text: ".words"
    month_first: true
    published: ".stamp"
    type: listing
"""


def notice(day: str = "2026-04-10", url: str = "https://www.orlin.example/notices/12") -> Page:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Page(url=url, final_url=url, status=200, body=NOTICE.encode(), fetched_at=at)


def rules(text: str = RULES) -> dict[str, SiteRules]:
    made = read_site(text, "_data/sites/orlin.example.yaml")
    return {made.site: made}


def told(page: Page, sites: dict[str, SiteRules]) -> Reading:
    made = read(page, sites=sites)
    assert isinstance(made, Reading)
    return made


def test_what_a_rule_finds_wins() -> None:
    made = told(notice(), rules())
    article = made.article
    assert article.title == "Crane 4 is out of service until May"
    assert article.authors == ("Tove Marrin",)
    assert made.published == "2026-04-03"
    assert article.date_only
    assert article.images[0].url == "https://www.orlin.example/crane-800x600.jpg"
    assert article.images[0].title == "The crane"
    assert article.tags == ("cranes", "north quay")
    assert article.paywalled
    assert "museum" not in article.text
    assert "cable drum" in article.text


def test_without_a_rule_the_page_is_read_as_any_other() -> None:
    plain = told(notice(), {})
    assert plain.article.title != "Crane 4 is out of service until May"
    assert told(notice(url="https://elsewhere.example/a"), rules()).article.title == plain.article.title
    assert told(notice("2026-02-28"), rules()) == told(notice("2026-02-28"), {})


def test_the_day_of_the_fetch_picks_the_version() -> None:
    later = told(notice("2026-06-01"), rules())
    assert later.published == "2026-03-04"
    assert later.article.type == "listing"
    assert "museum" not in later.article.text
    assert later.article.title, "a selector that finds nothing changes nothing"
    rejected = extract_one(notice("2026-06-01"), sites=rules())
    assert getattr(rejected, "reason", "") == "listing"


def test_the_text_is_all_of_the_boxes_and_nothing_else() -> None:
    text = told(notice("2026-06-01"), rules()).article.text
    assert text.startswith("The large crane")
    assert text.endswith("call at Sund.")
    unmarked = rules(RULES.replace('text: ".words"', 'text: ".none"'))
    assert told(notice("2026-06-01"), unmarked).article.text, "the page itself cannot say what is marked"


def test_a_time_from_the_future_is_not_believed() -> None:
    made = told(notice("2026-03-05"), rules())
    assert made.published != "2026-04-03"


def test_a_subdomain_has_the_rules_of_its_site() -> None:
    made = told(notice(url="https://m.notices.orlin.example/12"), rules())
    assert made.article.title == "Crane 4 is out of service until May"


def test_rules_travel_to_worker_processes() -> None:
    made = read_site(RULES, "a.yaml")
    assert msgspec.json.decode(msgspec.json.encode(made), type=SiteRules) == made
    assert [version.since for version in made.versions] == [date(2026, 6, 1), date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "site must be a host"),
        ("site: not a host\n", "a.yaml:1: site must be a host"),
        ("site: a.example\n", "holds no versions"),
        ("site: a.example\nversions: yes\n", "holds no versions"),
        ("site: a.example\nversions:\n  - title: h1\n", "version 1: since must be"),
        ("site: a.example\nversions:\n  - since: 2026-13-01\n    title: h1\n", "since must be"),
        ("site: a.example\nversions:\n  - since: 2026-03-01\n", "says nothing but its day"),
        ("site: a.example\nversions:\n  - since: 2026-03-01\n    titel: h1\n", "'titel' is not known"),
        ('site: a.example\nversions:\n  - since: 2026-03-01\n    title: "p["\n', "'p[' is no CSS selector"),
        ("site: a.example\nversions:\n  - since: 2026-03-01\n    drop: [3]\n", "3 is no CSS selector"),
        ("site: a.example\nversions:\n  - since: 2026-03-01\n    type: 3\n", "must be words"),
        (
            "site: a.example\nversions:\n  - since: 2026-03-01\n    title: h1\n  - since: 2026-03-01\n    text: p\n",
            "a day of their own",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_line(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_site(text, "a.yaml")
    assert words in str(caught.value)
    assert str(caught.value).startswith("a.yaml")
    assert "\n" not in str(caught.value)
