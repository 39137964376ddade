"""A tip sheet in Chromium: a fact lights up its sentence, with and without script, on paper and for everyone."""

# ruff: noqa: E501 (a text is read whole)

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tipsheet.publish import sheets
from tipsheet.records import Fact, SheetDocument
from tipsheet.stages.compare import compare
from tipsheet.stages.facts import Document, facts
from tipsheet.stages.sheet import Origin, build_sheet

pytestmark = pytest.mark.browser

FILLER = "Nothing of note is told in this passage, which only makes the page long enough to scroll. " * 12
TEXTS = {
    "a": (
        "Skerry Times",
        "Orvane plc, based in Bergen, said on Friday that revenue rose to $1.21 billion in 2023, from $1.1 billion in 2022. "
        f"{FILLER}\n\nHelen Marsh is chief executive of Orvane. {FILLER}\n\nOrvane was founded in 1987 and employs 5,400 people. "
        f"{FILLER}\n\nHelen Marsh, its chief executive, said: “We did what we said we would do, and a little more.”",
    ),
    "b": ("Gridline", f"Orvane had revenue of $1.5 billion in 2023, people who know the company said. {FILLER}"),
    "c": (
        "Lumen Daily",
        f"Orvane’s revenue was about $1.2 billion in 2023. {FILLER}\n\nOrvane was founded in 1987.",
    ),
}  # fmt: skip


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a sheet that stands alone, served on loopback."""
    at = datetime(2024, 2, 23, tzinfo=UTC)
    documents = [
        Document(doc_id=k, text=t, title=f"What {p} says of Orvane", provider=p, published_at=at, url=f"https://{k}.example/x")
        for k, (p, t) in TEXTS.items()
    ]  # fmt: skip
    held = [f for f in facts(documents) if isinstance(f, Fact)]
    origins = {
        d.doc_id: Origin(
            document=SheetDocument(
                id=d.doc_id, title=d.title, url=d.url, provider=d.provider, published_at=at
            )
        )
        for d in documents
    }
    made = build_sheet("Orvane", held, compare(held), origins)
    assert made.disputed
    folder = tmp_path_factory.mktemp("sheet")
    for output in sheets.standalone(made, {d.doc_id: d.text for d in documents}):
        Path(folder / output.path).write_bytes(output.body)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/orvane.html"
        server.shutdown()


def _fact(page: Any, label: str) -> Any:
    return page.locator(".fact-go", has_text=label).first


def test_choosing_a_fact_lights_up_its_sentence_where_it_can_be_seen(
    address: str, open_page: Callable[..., Any]
) -> None:
    watched = open_page(viewport={"width": 1280, "height": 800})
    page = watched.page
    page.goto(address)
    employees = _fact(page, "employees")
    words = page.locator(f"[id='{employees.get_attribute('href')[1:]}']")
    assert "lit" not in (words.get_attribute("class") or "")
    top = page.evaluate("scrollY")
    employees.click()
    page.wait_for_timeout(700)  # the panel scrolls smoothly
    assert "5,400" in words.inner_text()
    assert page.locator(".q.lit").count() == 1
    assert page.locator(".fact.lit").count() == 1
    box, panel = words.bounding_box(), page.locator(".sheet-src").bounding_box()
    assert panel["y"] <= box["y"] <= panel["y"] + panel["height"]
    assert abs(page.evaluate("scrollY") - top) < 400  # the page itself stays where the reader is
    _fact(page, "founded").click()
    assert page.locator(".q.lit").count() == 1
    assert "1987" in page.locator(".q.lit").inner_text()
    assert watched.faults == []


def test_who_else_says_so_lights_up_there(address: str, open_page: Callable[..., Any]) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}).page
    page.goto(address)
    page.locator(".also a", has_text="Lumen Daily").first.click()
    assert page.locator(".q.lit").count() == 1
    assert (
        page.locator(".src-doc", has=page.locator(".q.lit"))
        .locator("h3")
        .inner_text()
        .startswith("What Lumen")
    )


def test_without_script_the_link_does_it(address: str, open_page: Callable[..., Any]) -> None:
    page = open_page(java_script_enabled=False).page
    page.goto(address)
    employees = _fact(page, "employees")
    employees.click()
    colour = page.locator(f"[id='{employees.get_attribute('href')[1:]}']").evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert colour not in ("rgba(0, 0, 0, 0)", "transparent")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_axe_finds_no_violation_on_a_sheet(
    address: str, open_page: Callable[..., Any], width: int, scheme: str
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    watched = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    watched.page.goto(address)
    watched.page.locator(".fact-go").first.click()
    found = axe.Axe().run(watched.page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [f"{v['id']}: {n['html'][:160]} {n['failureSummary']}" for v in found for n in v["nodes"][:3]]
    assert told == []


def test_a_sheet_fits_a_narrow_screen(address: str, open_page: Callable[..., Any]) -> None:
    page = open_page(viewport={"width": 320, "height": 800}).page
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_paper_facts_and_words_follow_one_another(address: str, open_page: Callable[..., Any]) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}).page
    page.goto(address)
    page.emulate_media(media="print")
    facts_box = page.locator(".sheet-facts").bounding_box()
    words_box = page.locator(".sheet-src").bounding_box()
    assert words_box["y"] >= facts_box["y"] + facts_box["height"] - 1
    assert page.locator(".sheet-src").evaluate("e => getComputedStyle(e).overflow") == "visible"
    assert not page.locator(".back").first.is_visible()
    assert len(page.pdf()) > 10_000
