"""Tip sheets as pages, Markdown and JSON: every fact leads to its words, and words stay words."""

# ruff: noqa: E501 (a text is read whole)

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from lxml import html as lxml_html
from validators import active

from tipsheet.publish import sheets
from tipsheet.publish.checking import check
from tipsheet.records import Article, Edition, Fact, Provider, SheetDocument, Span, TipSheet
from tipsheet.stages.compare import compare
from tipsheet.stages.facts import document_of, facts
from tipsheet.stages.sheet import Origin, build_sheet

replace = msgspec.structs.replace

TEXTS = (
    (
        "Skerry Times",
        "Orvane reports its year",
        "Orvane plc, based in Bergen, said on Friday that revenue rose to $1.21 billion in 2023, from $1.1 billion in 2022. "
        "Helen Marsh, its chief executive, said: “We did what we said we would do, and a little more.” "
        "Orvane was founded in 1987 and employs 5,400 people.",
    ),
    (
        "Gridline",
        "What Orvane earned",
        "Orvane had revenue of $1.5 billion in 2023, people who know the company said. Helen Marsh is chief executive of Orvane.",
    ),
    (
        "Lumen Daily",
        "A <b>bold</b> claim & more",
        "Orvane’s revenue was about $1.2 billion in 2023. <script>alert('x')</script> Orvane opened an office in Lima.",
    ),
)  # fmt: skip
BAD = '"><img src=x onerror=alert(1)>&lt;'


def _articles() -> list[Article]:
    return [
        Article(
            id=f"a{i}",
            url=f"https://p{i}.example/story",
            title=title,
            text=text,
            published_at=datetime(2024, 2, 20 + i, tzinfo=UTC),
            provider=Provider(name=name, domain=f"p{i}.example"),
        )
        for i, (name, title, text) in enumerate(TEXTS)
    ]


def _sheet(articles: list[Article]) -> TipSheet:
    held = [f for f in facts(document_of(a) for a in articles) if isinstance(f, Fact)]
    return build_sheet("Orvane", held, compare(held), {a.id: _origin(a) for a in articles})


def _origin(article: Article) -> Origin:
    assert article.provider
    return Origin(
        document=SheetDocument(
            id=article.id,
            title=article.title,
            url=article.url,
            provider=article.provider.name,
            published_at=article.published_at,
        )
    )


@pytest.fixture(scope="module")
def sheet() -> TipSheet:
    return _sheet(_articles())


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {a.id: a.text for a in _articles()}


@pytest.fixture(scope="module")
def page(sheet: TipSheet, texts: dict[str, str]) -> Any:
    made = {o.path: o.body for o in sheets.standalone(sheet, texts)}
    assert sorted(made) == ["orvane.html", "orvane.json", "orvane.md"]
    return lxml_html.document_fromstring(made["orvane.html"].decode())


def test_every_fact_leads_to_its_own_words(page: Any, sheet: TipSheet) -> None:
    links = page.xpath("//a[@data-fact]")
    assert len(links) >= len(sheet.facts)
    held = {f.quote.strip() for f in (*sheet.facts, *sheet.more)}
    for link in links:
        [target] = page.xpath(f"//*[@id='{link.get('href')[1:]}']")
        assert any(quote in target.text_content() for quote in held)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_value_stands_in_bold_inside_its_sentence(page: Any, sheet: TipSheet) -> None:
    bold = [b.text_content() for b in page.xpath("//aside//span[@class='q']//b")]
    assert {f.value_text for f in sheet.facts if f.predicate == "revenue"} <= set(bold)


def test_the_dispute_stands_side_by_side_with_words_and_source(page: Any) -> None:
    [group] = page.xpath("//section[@id='disputed']//ul")
    sides = [li.text_content() for li in group.xpath("li")]
    assert len(sides) == 2
    assert any("$1.5 billion" in s and "Gridline" in s and "people who know the company" in s for s in sides)
    assert any("$1.21 billion" in s and "Skerry Times" in s for s in sides)


def test_independent_publishers_are_counted(page: Any) -> None:
    assert "2 publishers say so" in page.text_content()


def test_the_page_works_without_its_script_and_on_paper(sheet: TipSheet, texts: dict[str, str]) -> None:
    body = next(o.body for o in sheets.standalone(sheet, texts)).decode()
    style = re.search(r"<style>(.*?)</style>", body, re.S)
    assert style
    assert ":target" in style[1]
    assert "@media print" in style[1]
    assert "http" not in style[1]


def test_words_of_strangers_stay_words(sheet: TipSheet, texts: dict[str, str]) -> None:
    hostile = replace(
        sheet,
        subject=BAD,
        aliases=(BAD,),
        facts=tuple(
            replace(f, subject=BAD, object=BAD, period=BAD, provider=BAD, source_url="javascript:alert(1)")
            for f in sheet.facts
        ),
        documents=tuple(replace(d, title=BAD, provider=BAD, url="data:text/html,x") for d in sheet.documents),
    )
    for held in (texts, {}):
        for output in sheets.standalone(hostile, held):
            text = output.body.decode()
            if output.path.endswith(".html"):
                assert active(re.sub(r"(?s)^.*?<body[^>]*>|<script>.*?</script>(?=\s*</body>)|</body>.*$", "", text)) == []  # fmt: skip
                assert text.count("<script") == 1
            elif output.path.endswith(".md"):
                body = text.split("---\n", 2)[2]
                assert "<img" not in body.replace("\\<img", "")
                assert "javascript:" not in body


def test_markdown_tells_the_same_facts(sheet: TipSheet) -> None:
    text = sheets.markdown(sheet)
    head, body = text.split("---\n", 2)[1:]
    assert "category: sheets" in head
    assert f"facts: {len(sheet.facts) - 1}" in head  # the post that `ceo` repeats stands once
    assert "## What is disputed" in body
    assert "> Orvane had revenue of $1.5 billion in 2023, people who know the company said." in body
    assert "[Gridline](<https://p1.example/story>)" in body
    assert sheets.record_path(sheet) == "_sheets/orvane.md"


def test_json_holds_every_fact_with_its_offsets(sheet: TipSheet, texts: dict[str, str]) -> None:
    told = json.loads(sheets.as_json(sheet))
    assert [f["id"] for f in told["facts"]] == [f.id for f in sheet.facts]
    for fact in (*told["facts"], *told["more"]):
        text = texts[fact["doc_id"]]
        assert text[fact["quote_start"] : fact["quote_end"]] == fact["quote"]
        assert text[fact["value_start"] : fact["value_end"]] == fact["value_text"]
    assert told["disputed"]


def test_a_site_gets_an_index_and_three_files_a_sheet(small: Edition, sheet: TipSheet) -> None:
    articles = {**small.articles, **{a.id: a for a in _articles()}}
    made = {o.path: o.body for o in sheets.build(replace(small, sheets=(sheet,), articles=articles))}
    assert sorted(made) == [
        "sheets/index.html",
        "sheets/orvane/index.html",
        "sheets/orvane/index.json",
        "sheets/orvane/sheet.md",
    ]
    root: Any = lxml_html.document_fromstring(made["sheets/orvane/index.html"].decode())
    for link in root.xpath("//a[@data-fact]"):
        assert root.xpath(f"//*[@id='{link.get('href')[1:]}']")
    index: Any = lxml_html.document_fromstring(made["sheets/index.html"].decode())
    assert [a.get("href") for a in index.xpath("//ul[@class='sheet-index']//a")] == ["/sheets/orvane/"]
    assert list(sheets.build(replace(small, sheets=()))) == []


def test_a_sheet_of_a_hostile_press_is_harmless(hostile: Edition) -> None:
    for output in sheets.build(hostile):
        if output.path.endswith(".html"):
            assert active(output.body.decode(), allow=("script", "link", "meta", "svg", "form")) == []
        assert ".." not in output.path
        assert not output.path.startswith("/")


def test_only_a_changed_sheet_is_made_again(small: Edition, sheet: TipSheet) -> None:
    base = replace(small, sheets=(sheet,))
    keys = {j.path: j.key for j in sheets.jobs(base)}
    assert keys == {j.path: j.key for j in sheets.jobs(base)}
    other = replace(sheet, facts=sheet.facts[:-1])
    changed = {j.path for j in sheets.jobs(replace(small, sheets=(other,))) if keys[j.path] != j.key}
    assert changed == set(keys)


# ------------------------------------------------------------------------------------------- in words


def _fact(key: str, predicate: str, value: dict[str, Any], text: str, **told: Any) -> Fact:
    quote = told.pop("quote", f"It says {text} here.")
    start = quote.index(text)
    return Fact(
        id=key,
        doc_id=told.pop("doc_id", "d"),
        subject=told.pop("subject", "Orvane"),
        predicate=predicate,
        value=value,
        value_text=text,
        quote=quote,
        quote_span=Span(start=0, end=len(quote)),
        value_span=Span(start=start, end=start + len(text)),
        confidence=0.9,
        **told,
    )


def _lines(*facts: Fact, subject: str = "Orvane", kind: Any = "company") -> list[tuple[str, str, str, str]]:
    made = build_sheet(subject, facts, compare(facts), kind=kind)
    return [
        (section.title, fact.label, fact.bound + fact.value, fact.note)
        for section in sheets.view(made, {}).sections
        for fact in section.facts
    ]


def _money(amount: float, currency: str = "EUR") -> dict[str, Any]:
    return {"kind": "money", "amount": amount, "currency": currency}


def test_a_cell_of_a_table_gets_its_currency_and_scale() -> None:
    assert _lines(
        _fact("a", "revenue", _money(17.9e6), "17.9", period="2024"),
        _fact("b", "revenue", _money(28.4e6), "€28.4m", period="2025"),
        _fact("c", "net_loss", _money(4.2e6, "NOK"), "4.2 million", period="2025"),
        _fact("d", "offer_price", _money(3.85, "HKD"), "3.85"),
    ) == [
        ("Financials", "revenue", "€17.9 million", "2024"),
        ("Financials", "revenue", "€28.4m", "2025"),
        ("Financials", "net loss", "NOK 4.2 million", "2025"),
        ("Offerings and deals", "offer price", "HK$3.85", ""),
    ]


def test_thousands_that_only_the_heading_of_a_table_tells_are_told() -> None:
    assert _lines(
        _fact("a", "revenue", _money(221.5e6, "USD"), "$ 221,500", period="2024-FY"),
        _fact("b", "total_assets", _money(310.5e6, "USD"), "$310.5 million", period="2024-06-30"),
        _fact("c", "net_loss", _money(950, "USD"), "$950", period="2024"),
        _fact("d", "shares_offered", {"kind": "number", "number": 1.5e6}, "1,500"),
        _fact("e", "employs_count", {"kind": "number", "number": 5400}, "5,400"),
    ) == [
        ("The business", "employees", "5,400", ""),
        ("Financials", "revenue", "$221.5 million", "company year 2024"),
        ("Financials", "net loss", "$950", "2024"),
        ("Financials", "total assets", "$310.5 million", "at 30 June 2024"),
        ("Offerings and deals", "shares offered", "1,500,000", ""),
    ]


def test_a_range_and_a_converted_amount_are_told_whole() -> None:
    price = "It sells shares at €12 to €14 each."
    raised = "It raised HK$5.78 billion (about $741 million) in all."
    lines = _lines(
        _fact("a", "offer_price", _money(12), "€12", quote=price, bound="min"),
        _fact("b", "offer_price", _money(14), "€14", quote=price, bound="max"),
        _fact("c", "ipo_amount", _money(5.78e9, "HKD"), "HK$5.78 billion", quote=raised, doc_id="e"),
        _fact(
            "d", "ipo_amount", _money(741e6, "USD"), "$741 million", quote=raised, doc_id="e", bound="approx"
        ),
    )
    assert [line[2] for line in lines] == ["HK$5.78 billion (about $741 million)", "€12 to €14"]


def test_a_sheet_is_told_from_the_side_of_its_subject() -> None:
    role = {"kind": "role", "name": "Helen Marsh", "role": "chief executive"}
    name = {"kind": "name", "name": "Helen Marsh"}
    stake = {"kind": "percent", "number": 12.0}
    said = {"kind": "quote", "speaker": "Helen Marsh", "text": "We did what we said we would do,"}
    facts = (
        _fact("a", "key_person_role", role, "Helen Marsh"),
        _fact("b", "ceo", name, "Helen Marsh"),
        _fact("c", "owns_stake", stake, "12%", subject="Helen Marsh", object="Orvane"),
        _fact("d", "investor", name, "Helen Marsh", subject="Merrow"),
        _fact("e", "quote_said", said, "We did what we said we would do,", subject="Helen Marsh"),
    )
    assert _lines(*facts, subject="Helen Marsh", kind="person") == [
        ("Key people", "chief executive", "Orvane", ""),
        ("Owners and backers", "stake held", "12%", "Orvane"),
        ("Owners and backers", "backs", "Merrow", ""),
        ("In their words", "", "“We did what we said we would do”", ""),
    ]
    assert _lines(*facts)[:2] == [
        ("Key people", "chief executive", "Helen Marsh", ""),
        ("Owners and backers", "Helen Marsh", "12%", ""),
    ]


def test_a_story_is_told_subject_by_subject() -> None:
    said = {"kind": "quote", "speaker": "Helen Marsh", "text": "We did what we said we would do,"}
    lines = _lines(
        _fact("a", "revenue", _money(28.4e6), "€28.4m", period="2025"),
        _fact("b", "net_loss", _money(2e6), "€2m", period="2025"),
        _fact("c", "job_cuts", {"kind": "number", "number": 140}, "140", subject="Merrow"),
        _fact("d", "owns_stake", {"kind": "percent", "number": 12.0}, "12%", subject="Sill", object="Orvane"),
        _fact("e", "quote_said", said, "We did what we said we would do,", subject="Helen Marsh"),
        subject="A day of results",
        kind="story",
    )
    assert lines == [
        ("Orvane", "stake of Sill", "12%", ""),
        ("Orvane", "revenue", "€28.4m", "2025"),
        ("Orvane", "net loss", "€2m", "2025"),
        ("Merrow", "job cuts", "140", ""),
        ("In their words", "Helen Marsh", "“We did what we said we would do”", ""),
    ]


def test_who_else_says_so_leads_to_their_words(sheet: TipSheet, texts: dict[str, str], page: Any) -> None:
    also = page.xpath("//ul[contains(@class,'financials')]//p[contains(@class,'also')]")[0]
    [link] = also.xpath("a")
    assert link.text == "Lumen Daily"
    [words] = page.xpath(f"//aside//*[@id='{link.get('href')[1:]}']")
    assert "about $1.2 billion" in words.text_content()


SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "tip-sheet.schema.json"


def test_the_json_is_as_its_schema_says(sheet: TipSheet) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    told = json.loads(sheets.as_json(sheet))
    assert [e.message for e in validator.iter_errors(told)] == []
    assert set(told["facts"][0]) == set(schema["$defs"]["fact"]["properties"])
    ids = {f["id"] for f in (*told["facts"], *told["more"])}
    for key in ("supports", "agreeing", "history", "beside"):
        assert set(told[key]) <= ids
    assert {f["doc_id"] for f in told["facts"]} <= {d["id"] for d in told["documents"]}
    told["facts"][0]["bound"] = "roughly"
    assert list(validator.iter_errors(told))


def test_the_record_of_a_sheet_is_read_and_written_again_the_same(sheet: TipSheet) -> None:
    for made in (sheet, replace(sheet, subject=BAD, aliases=(BAD, "a: b #c"))):
        result = check([(sheets.record_path(made), sheets.markdown(made).encode())])
        assert (result.records, result.byte_exact, result.errors) == (1, 1, ())
