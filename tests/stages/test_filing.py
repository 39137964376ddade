"""Filings of every kind: long, locked, scanned, cut off; tables and marked-up figures in HTML."""

# ruff: noqa: E501 (a line of a document is read whole)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import paper, scan

from tipsheet.records import Fact, Rejected
from tipsheet.stages.facts import Document, facts
from tipsheet.stages.filing import Filing, read_filing, reflow


def _filing(body: bytes) -> Filing:
    got = read_filing(body)
    assert isinstance(got, Filing), got
    return got


def _reason(body: bytes) -> str:
    got = read_filing(body)
    assert isinstance(got, Rejected)
    assert got.detail
    assert "\n" not in got.detail
    return got.reason


def test_three_hundred_pages_with_progress_and_page_numbers() -> None:
    pages = [[f"Section {n}", "Nothing of note is told here, and nothing is counted."] for n in range(1, 301)]
    pages[211] = [
        "Halden Corp. prospectus",
        "Halden Corp. was founded in 1987 in Bergen.",
        "The end of the page.",
    ]
    told: list[tuple[int, int]] = []
    got = read_filing(
        paper(pages, title="Halden Corp. prospectus"), progress=lambda d, t: told.append((d, t))
    )
    assert isinstance(got, Filing)
    assert told == [(n, 300) for n in range(1, 301)]
    assert (got.kind, got.title, len(got.pages)) == ("pdf", "Halden Corp. prospectus", 300)
    assert got.text[got.pages[211] :].startswith("Halden Corp. prospectus")
    found = facts([Document(doc_id="p", text=got.text, title=got.title, pages=got.pages)])
    year = next(f for f in found if isinstance(f, Fact) and f.predicate == "founded_on")
    assert (year.page, year.value["date"]) == (212, "1987")


def test_a_locked_pdf_is_told_so() -> None:
    assert _reason(paper([["secret"]], password="open sesame")) == "encrypted"


def test_a_scan_is_told_so() -> None:
    assert _reason(scan(3)) == "no_text"


@pytest.mark.parametrize("kept", [9, 100, 2_000])
def test_a_pdf_cut_off_early_is_told_so(kept: int) -> None:
    whole = paper([["All is well on this page, and it is long enough."]] * 40)
    assert _reason(whole[:kept]) == "damaged"


def test_a_pdf_cut_off_late_gives_an_answer_either_way() -> None:
    whole = paper([["All is well on this page, and it is long enough."]] * 40)
    for kept in range(4_000, len(whole), 1_500):
        got = read_filing(whole[:kept])
        assert isinstance(got, Filing) or got.reason in ("damaged", "no_text")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\x7fELF\0\0\0\0binary", "not_a_document"),
        (b"<html><body><script>var a = 1;</script></body></html>", "no_text"),
        (b"%PDF-1.7 and nothing else", "damaged"),
    ],
)
def test_what_is_no_filing(body: bytes, reason: str) -> None:
    assert _reason(body) == reason


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.5\n", b"<html>", b"<table><tr><td>"]))
def test_any_bytes_give_a_filing_or_a_reason(body: bytes, head: bytes) -> None:
    got = read_filing(head + body)
    assert isinstance(got, Filing) or got.reason


def test_table_rows_stay_on_their_line() -> None:
    page = (
        b"<html><head><title>Q3</title></head><body><h1>Halden Corp.</h1><p>One<br>two</p>"
        b"<table><tr><th>(in millions)</th><th>2024</th><th>2023</th></tr>"
        b"<tr><td>Revenue</td><td><p>$</p></td><td><div>221.5</div></td><td>$ 197.6</td></tr></table>"
        b"<div style='display: none'>hidden</div><p>After</p></body></html>"
    )
    got = _filing(page)
    assert got.title == "Q3"
    assert got.text.split("\n") == [
        "Halden Corp.",
        "One",
        "two",
        "(in millions) 2024 2023",
        "Revenue $ 221.5 $ 197.6",
        "After",
    ]


def test_marked_up_figures_come_with_their_place_period_and_unit() -> None:
    page = (
        "<html xmlns:ix='http://www.xbrl.org/2013/inlineXBRL'><body>"
        "<ix:header><ix:hidden>none of this</ix:hidden><ix:resources>"
        "<xbrli:context id='c1'><xbrli:period><xbrli:startDate>2024-01-01</xbrli:startDate>"
        "<xbrli:endDate>2024-12-31</xbrli:endDate></xbrli:period></xbrli:context>"
        "</ix:resources></ix:header>"
        "<p><ix:nonNumeric contextRef='c1' name='dei:EntityRegistrantName'>Halden Corp.</ix:nonNumeric></p>"
        "<p>Total net revenue was $<ix:nonFraction contextRef='c1' name='us-gaap:Revenues' unitRef='USD' "
        "scale='6' decimals='-6'>2,215</ix:nonFraction> million; costs fell.</p></body></html>"
    )
    got = _filing(page.encode())
    assert got.subject == "Halden Corp."
    told = next(s for s in got.stated if s.concept == "us-gaap:Revenues")
    assert (told.value, told.unit, told.period) == (2.215e9, "USD", "2024-01-01/2024-12-31")
    assert got.text[told.start : told.end] == told.surface == "2,215"
    document = Document(doc_id="x", text=got.text, subject=got.subject, stated=got.stated)
    found = [f for f in facts([document]) if isinstance(f, Fact) and f.predicate == "revenue"]
    assert [(f.value["amount"], f.period, f.subject) for f in found] == [(2.215e9, "2024", "Halden Corp.")]


def test_the_organisation_of_a_page_is_taken_from_its_own_data() -> None:
    page = (
        b"<html><head><script type='application/ld+json'>"
        b'{"@graph": [{"@type": "NewsArticle"}, {"@type": "Corporation", "name": "Orvane plc", "alternateName": "Orvane"}]}'
        b"</script></head><body><p>We report our results for the year as a whole.</p></body></html>"
    )
    got = _filing(page)
    assert (got.subject, got.aliases) == ("Orvane plc", ("Orvane",))


def test_a_deep_tree_is_read_without_falling_over() -> None:
    deep = b"<html><body>" + b"<div>" * 5_000 + b"some words at the bottom" + b"</div>" * 5_000
    got = read_filing(deep)
    assert isinstance(got, Filing) or got.reason in ("damaged", "no_text")


def test_lines_of_print_become_paragraphs() -> None:
    raw = (
        "Item 5. Market\r\n"
        "The company makes scales and other instruments for ships, which it sells in thirty coun-\r\n"
        "tries through its own offices and a few partners that have been with it for long years.\r\n"
        "Net sales 153,411 144,203\r\n"
        "Gross profit 80,100 79,204\r\n"
        "\r\n"
        "A new paragraph."
    )
    assert reflow(raw).split("\n") == [
        "Item 5. Market",
        "The company makes scales and other instruments for ships, which it sells in thirty countries through "
        "its own offices and a few partners that have been with it for long years.",
        "Net sales 153,411 144,203",
        "Gross profit 80,100 79,204",
        "",
        "A new paragraph.",
    ]
