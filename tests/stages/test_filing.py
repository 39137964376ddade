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


def _context(key: str, period: str, segment: str = "") -> str:
    whose = f"<xbrli:entity>{segment}</xbrli:entity>"
    return f"<xbrli:context id='{key}'>{whose}<xbrli:period>{period}</xbrli:period></xbrli:context>"


def _between(first: str, last: str) -> str:
    return f"<xbrli:startDate>{first}</xbrli:startDate><xbrli:endDate>{last}</xbrli:endDate>"


def _ix(name: str, words: str, context: str, **marks: str) -> str:
    told = "".join(f" {k}='{v}'" for k, v in marks.items())
    return f"<ix:nonFraction name='us-gaap:{name}' contextRef='{context}' unitRef='usd'{told}>{words}</ix:nonFraction>"


MARKED_UP = (
    "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title>hald-20240630</title></head><body>"
    "<div style='display:none'><ix:header><ix:resources>"
    + _context("now", _between("2023-07-01", "2024-06-30"))
    + _context("before", _between("2022-07-01", "2023-06-30"))
    + _context("quarter", _between("2024-04-01", "2024-06-30"))
    + _context("end", "<xbrli:instant>2024-06-30</xbrli:instant>")
    + _context("part", _between("2023-07-01", "2024-06-30"), "<xbrli:segment>ships</xbrli:segment>")
    + "</ix:resources></ix:header></div>"
    "<p>For the fiscal year ended June 30, 2024</p>"
    "<p><ix:nonNumeric name='dei:EntityRegistrantName' contextRef='now'>Halden Corp.</ix:nonNumeric></p>"
    "<p>Executive officers</p><table><tr><td>Name</td><td>Age</td><td>Position</td></tr>"
    "<tr><td>Marta Lind</td><td>51</td><td>President and Chief Executive Officer</td></tr>"
    "<tr><td>Tom Reeve</td><td>47</td><td>Chief Financial Officer</td></tr></table>"
    "<p>Statements of operations (in thousands)</p>"
    "<table><tr><td>Year ended June 30,</td><td>2024</td><td>2023</td></tr><tr><td>Net sales</td><td>$"
    + _ix("Revenues", "221,500", "now", scale="3")
    + "</td><td>$"
    + _ix("Revenues", "197,600", "before", scale="3")
    + "</td></tr><tr><td>Ship scales</td><td>"
    + _ix("Revenues", "99,000", "part", scale="3")
    + "</td></tr><tr><td>Net (loss) income</td><td>("
    + _ix("NetIncomeLoss", "4,200", "now", scale="3", sign="-")
    + ")</td><td>"
    + _ix("NetIncomeLoss", "8,900", "before", scale="3")
    + "</td></tr></table><p>Total assets were $"
    + _ix("Assets", "310.5", "end", scale="6")
    + " million at June 30, 2024. In the fourth quarter sales were $"
    + _ix("Revenues", "60.1", "quarter", scale="6")
    + " million, and "
    + _ix("Revenues", "—", "nowhere", scale="x")
    + " elsewhere.</p></body></html>"
)


def test_scale_sign_and_context_of_marked_up_figures_become_amount_measure_and_period() -> None:
    got = _filing(MARKED_UP.encode())
    document = Document(doc_id="f", text=got.text, subject=got.subject, stated=got.stated)
    found = [f for f in facts([document]) if isinstance(f, Fact) and f.value.get("kind") == "money"]
    assert {f.subject for f in found} == {"Halden Corp."}
    assert sorted((f.predicate, f.value["amount"], f.period) for f in found) == [
        ("net_loss", 4.2e6, "2024-FY"),
        ("net_profit", 8.9e6, "2023-FY"),
        ("revenue", 60.1e6, "2024-Q4"),
        ("revenue", 197.6e6, "2023-FY"),
        ("revenue", 221.5e6, "2024-FY"),
        ("total_assets", 310.5e6, "2024-06-30"),
    ]
    assert all(got.text[f.value_span.start : f.value_span.end] == f.value_text for f in found)


def test_a_list_of_officers_gives_each_the_own_title() -> None:
    got = _filing(MARKED_UP.encode())
    document = Document(doc_id="f", text=got.text, subject=got.subject, stated=got.stated)
    posts = [
        (f.value["name"], f.value["role"])
        for f in facts([document])
        if isinstance(f, Fact) and f.predicate == "key_person_role"
    ]
    assert sorted(posts) == [
        ("Marta Lind", "President and Chief Executive Officer"),
        ("Tom Reeve", "Chief Financial Officer"),
    ]
