"""The pages in Chromium: accessible, quiet, usable by keyboard, without script and without a network."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

BUDGET = 60_000
QUIET = ("Service Worker registration blocked by Playwright",)
KINDS = (
    "front", "stories-one", "topics", "topics-one", "providers", "providers-one", "news-one", "archive-1",
    "archive-2-one", "archive-3-one", "archive-4-one", "search", "about", "404.html", "offline",
    "newsletters", "newsletters-one", "sheets", "sheets-one",
)  # fmt: skip


def until(page: Any, condition: str) -> None:
    """Wait until a condition in JavaScript holds; Playwright's own way needs `eval`, which is forbidden."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {condition}")


def noisy(faults: list[str]) -> list[str]:
    return [f for f in faults if not any(q in f for q in QUIET)]


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RICH = ("front", "stories-one", "topics-one", "search", "newsletters-one", "sheets-one")


@pytest.mark.parametrize(
    ("kind", "width", "scheme"), [(k, 390, "light") for k in KINDS] + [(k, 1440, "dark") for k in RICH]
)
def test_axe_finds_no_violation(
    site: Any, open_page: Callable[..., Any], kind: str, width: int, scheme: str
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    watched = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    query = "?q=Tessel" if kind == "search" else ""
    watched.page.goto(site.url + site.kinds[kind] + query)
    if kind == "search":
        watched.page.wait_for_selector("[data-search-results] li")
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = axe.Axe().run(watched.page, options=options).response["violations"]
    told = [f"{v['id']}: {n['html'][:160]} {n['failureSummary']}" for v in found for n in v["nodes"][:3]]
    assert told == []


def test_axe_finds_no_violation_with_the_help_open_or_right_to_left(
    rtl_site: Any, open_page: Callable[..., Any]
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    watched = open_page(bypass_csp=True)
    watched.page.goto(rtl_site.url + "/")
    watched.page.keyboard.press("?")
    found = axe.Axe().run(watched.page).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found] == []


def test_every_page_kind_is_among_those_that_are_looked_at(site: Any) -> None:
    assert set(site.kinds) == set(KINDS)


def test_every_page_is_quiet_and_asks_this_host_only(site: Any, open_page: Callable[..., Any]) -> None:
    watched = open_page()
    for path in site.kinds.values():
        watched.page.goto(site.url + path)
        assert watched.violations() == [], path
    assert noisy(watched.faults) == []
    foreign = [url for url in watched.requests if not url.startswith(site.url + "/")]
    assert foreign == []


def test_a_hostile_press_runs_nothing_and_reaches_nobody(
    hostile_site: Any, open_page: Callable[..., Any]
) -> None:
    watched = open_page()
    for path in [*hostile_site.kinds.values(), *hostile_site.pages[:30]]:
        watched.page.goto(hostile_site.url + path, wait_until="load")
        assert watched.page.evaluate("typeof window.pwn3d") == "undefined", path
        if path != "/mail.html":
            assert watched.violations() == [], path
        assert watched.page.url.startswith(hostile_site.url), path
    foreign = {
        u
        for u in watched.requests
        if not u.startswith(hostile_site.url) and "harbour.example/images/" not in u
    }
    assert foreign == set()
    loud = [f for f in noisy(watched.faults) if "Failed to load resource" not in f and "net::ERR" not in f]
    assert loud == []


def test_hostile_search_results_stay_text(hostile_site: Any, open_page: Callable[..., Any]) -> None:
    watched = open_page()
    watched.page.goto(hostile_site.url + "/search/?q=story")
    watched.page.wait_for_selector("[data-search-results] li")
    assert watched.page.evaluate("typeof window.pwn3d") == "undefined"
    inside = watched.page.evaluate(
        "[...new Set([...document.querySelectorAll('[data-search-results] *')].map(e => e.tagName))].sort()"
    )
    assert inside == ["A", "LI", "MARK", "P", "SPAN", "TIME"]
    assert watched.violations() == []


def test_keys_walk_through_the_stories(site: Any, open_page: Callable[..., Any]) -> None:
    watched = open_page()
    page = watched.page
    page.goto(site.url + "/")

    def current() -> str:
        return str(page.evaluate("document.querySelector('[data-item][aria-current]')?.dataset.story || ''"))

    order = page.evaluate("[...document.querySelectorAll('[data-item]')].map(e => e.dataset.story)")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert current() == order[1]
    assert page.evaluate("document.activeElement.closest('[data-item]').dataset.story") == order[1]
    target = page.evaluate("document.activeElement.href")
    page.keyboard.press("o")
    page.wait_for_url(target)
    page.keyboard.press("h")
    page.wait_for_url(site.url + "/")
    page.keyboard.press("/")
    page.wait_for_url(site.url + "/search/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jok?")
    assert page.input_value("#q") == "jok?"
    assert page.url.startswith(site.url + "/search/")


def test_help_opens_closes_and_can_switch_the_keys_off(site: Any, open_page: Callable[..., Any]) -> None:
    page = open_page().page
    page.goto(site.url + "/")
    page.keyboard.press("?")
    assert page.is_visible("dialog.keys")
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    assert not page.is_visible("dialog.keys")
    page.keyboard.press("j")
    assert page.query_selector("[data-item][aria-current]") is None
    page.get_by_role("button", name="Keyboard help").click()
    page.get_by_label("Use single keys").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    assert page.query_selector("[data-item][aria-current]") is not None


def test_tab_alone_reaches_everything_in_reading_order(site: Any, open_page: Callable[..., Any]) -> None:
    page = open_page().page
    page.goto(site.url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
                    return {inside: !!e.closest('main'), outline: s.outlineStyle, shown: r.width > 0};
                }"""
            )
        )
    assert all(s["inside"] and s["shown"] and s["outline"] != "none" for s in seen)
    everything = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input')].filter(e => e.tabIndex > 0).length"
    )
    assert everything == 0


def test_the_theme_is_remembered_and_there_from_the_first_paint(
    site: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page(color_scheme="light").page
    page.goto(site.url + "/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.keyboard.press("t")
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    dark = page.evaluate(background)
    assert dark != light
    page.goto(site.url + "/about/", wait_until="commit")
    page.wait_for_selector("body")
    assert page.evaluate(background) == dark
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") is None
    assert page.evaluate(background) == light


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("which", ["site", "rtl_site", "hostile_site"])
def test_no_page_scrolls_sideways(
    which: str, width: int, request: pytest.FixtureRequest, open_page: Callable[..., Any]
) -> None:
    made = request.getfixturevalue(which)
    page = open_page(viewport={"width": width, "height": 800}).page
    for kind, path in made.kinds.items():
        if kind != "mail.html":
            page.goto(made.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{kind} at {width}"


def test_targets_are_large_enough_for_a_thumb(site: Any, open_page: Callable[..., Any]) -> None:
    """WCAG 2.2, 2.5.8: 24 px; axe checks the room around smaller ones, these are the bare controls."""
    page = open_page(viewport={"width": 390, "height": 844}).page
    page.goto(site.url + "/")
    small = page.evaluate(
        """[...document.querySelectorAll('.tool, .topics a, .chips a, .stack a')].filter(e => e.offsetParent)
           .map(e => e.getBoundingClientRect()).filter(r => r.height < 24 || r.width < 24).length"""
    )
    assert small == 0


def test_search_finds_narrows_and_links(site: Any, open_page: Callable[..., Any]) -> None:
    watched = open_page()
    page = watched.page
    page.goto(site.url + "/search/")
    page.fill("#q", "tessel grid")
    until(page, "/match/.test(document.querySelector('[data-search-state]').textContent)")
    found = page.locator("[data-search-results] li").count()
    assert found > 0
    titles = page.locator("[data-search-results] .hl").all_text_contents()
    assert all("tessel" in t.lower() for t in titles)
    assert page.locator("[data-search-results] mark").count() >= found
    first = titles[0].split()[2].lower()
    page.fill("#q", f"tessel grid -{first}")
    until(page, f"!/{first}/i.test(document.querySelector('[data-search-results]').textContent)")
    page.fill("#q", '"grid tessel"')
    until(page, "/Nothing/.test(document.querySelector('[data-search-state]').textContent)")
    page.fill("#q", "tessel")
    page.wait_for_selector("[data-search-results] li")
    page.locator("[data-search-results] .hl").first.click()
    page.wait_for_load_state()
    assert page.locator("h1").count() == 1
    assert "not found" not in page.title().lower()


def test_a_story_says_what_is_new_since_the_last_visit(site: Any, open_page: Callable[..., Any]) -> None:
    page = open_page().page
    path = site.kinds["stories-one"]
    page.goto(site.url + path)
    assert not page.is_visible("[data-since]")
    times = sorted(
        t for t in page.evaluate("[...document.querySelectorAll('[data-at]')].map(e => e.dataset.at)") if t
    )
    page.evaluate(
        "([at]) => { const id = document.querySelector('main article').dataset.story;"
        " localStorage.setItem('tipsheet.seen', JSON.stringify({[id]: at})); }",
        [times[-3]],
    )
    page.goto(site.url + path)
    newer = sum(t > times[-3] for t in times)
    assert page.inner_text("[data-since]").startswith(str(newer))
    assert page.locator(".tick.fresh").count() == newer
    page.goto(site.url + "/")
    assert page.locator(".card.read").count() >= 1


def test_times_are_told_as_distance_and_kept_exact(site: Any, open_page: Callable[..., Any]) -> None:
    page = open_page().page
    page.clock.set_fixed_time("2026-11-23T18:00:00Z")
    page.goto(site.url + "/")
    told = page.evaluate(
        "[...document.querySelectorAll('time')].map(t => [t.dateTime, t.textContent, t.title])"
    )
    near = [t for t in told if t[0] > "2026-11-22"]
    assert near
    assert all("ago" in text or text in ("now", "yesterday") for _, text, _ in near)
    assert all("UTC" in title for _, _, title in near)


def test_the_pages_read_without_script(site: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(java_script_enabled=False).page
    page.goto(site.url + "/")
    assert page.locator("article.card").count() == 36
    assert "UTC" in page.locator("time").first.inner_text()
    assert not page.is_visible("[data-theme-switch]")
    page.locator("article.card .hl a").first.click()
    assert page.locator(".timeline .tick").count() >= 2
    page.goto(site.url + "/search/")
    assert page.is_visible("noscript p, .empty")


def test_what_was_read_can_be_read_offline(site: Any, open_page: Callable[..., Any]) -> None:
    watched = open_page(service_workers="allow")
    page = watched.page
    story = site.kinds["stories-one"]
    page.goto(site.url + "/")
    page.evaluate("navigator.serviceWorker.ready.then(r => r.active.state)")
    until(page, "navigator.serviceWorker.controller !== null")
    page.goto(site.url + story)
    page.goto(site.url + "/")
    first = page.evaluate(
        "[...document.querySelectorAll('.card .hl a')].find(a => a.origin === location.origin).pathname"
    )
    until(page, f"caches.match({first!r}).then(found => !!found)")
    page.context.set_offline(True)
    page.goto(site.url + story)
    assert page.locator(".timeline").count() == 1
    page.goto(site.url + "/")
    assert page.locator("article.card").count() == 36
    assert page.evaluate("getComputedStyle(document.querySelector('.mast')).borderBottomStyle") == "solid"
    page.goto(site.url + first)
    assert page.locator("h1").inner_text() != "Offline"
    page.goto(site.url + "/providers/")
    assert page.locator("h1").inner_text() == "Offline"


def test_printing_leaves_the_reading_matter(site: Any, open_page: Callable[..., Any]) -> None:
    page = open_page().page
    page.goto(site.url + site.kinds["stories-one"])
    page.emulate_media(media="print")
    assert not page.is_visible(".tools")
    assert not page.is_visible(".rail")
    assert page.is_visible(".timeline")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_pictures_come_in_the_width_and_format_the_screen_wants(
    site: Any, open_page: Callable[..., Any]
) -> None:
    watched = open_page(viewport={"width": 390, "height": 844})
    watched.page.goto(site.url + "/")
    watched.page.wait_for_load_state("networkidle")
    loaded = [u for u in watched.requests if "/images/" in u]
    assert loaded
    assert all(u.endswith(".avif") for u in loaded)
    assert not any(re.search(r"-(900|1280)\.avif", u) for u in loaded)
    shift = watched.page.evaluate(
        """new Promise(done => {
            let sum = 0;
            const add = list => { for (const e of list.getEntries()) sum += e.value; };
            new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(sum), 200);
        })"""
    )
    assert shift < 0.1


def test_the_front_page_is_light(site: Any, open_page: Callable[..., Any]) -> None:
    """All that the first view fetches but pictures, gzipped: at most 60 kB, one style sheet, one script."""
    watched = open_page()
    watched.page.goto(site.url + "/")
    paths = [u.removeprefix(site.url).lstrip("/") or "index.html" for u in watched.requests]
    needed = [
        p for p in paths if not p.startswith("images/") and not p.endswith((".png", ".svg", ".webmanifest"))
    ]
    assert len(needed) <= 3
    assert sum(len(gzip.compress(site.files[p])) for p in needed) <= BUDGET


def test_the_app_can_be_installed(site: Any, open_page: Callable[..., Any]) -> None:
    page = open_page().page
    page.goto(site.url + "/")
    session = page.context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    assert '"display": "standalone"' in found["data"]
