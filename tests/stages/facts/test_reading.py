"""Sentences and what the document as a whole is about."""

# ruff: noqa: E501 (a text and what is read from it stand on one line)

from __future__ import annotations

import pytest

from tipsheet.records import Fact
from tipsheet.stages.facts import Document, facts
from tipsheet.stages.facts.reading import Reading
from tipsheet.stages.facts.subjects import Subjects


def test_sentences_end_where_they_end() -> None:
    text = (
        "Corvane Inc. rose 3.5% on Nov. 22. The U.S. firm, led by J. R. Holt Jr., grew. “It is good.” He left!\n"
        "7. Risk factors\nNo end"
    )
    reading = Reading(text)
    assert [s.text for s in reading.sentences] == [
        "Corvane Inc. rose 3.5% on Nov. 22.",
        "The U.S. firm, led by J. R. Holt Jr., grew.",
        "“It is good.”",
        "He left!",
        "7. Risk factors",
        "No end",
    ]
    assert all(text[s.start : s.end] == s.text for s in reading.sentences)


def test_letters_that_grow_in_lower_case_do_not_move_offsets() -> None:
    reading = Reading("İİİ plc lost $5 million in 2020.")
    assert len(reading.lower) == len(reading.text)
    assert reading.sentences[0].moneys[0].text == "$5 million"


@pytest.mark.parametrize(
    ("title", "text", "subject"),
    [
        ("China's AI giant SenseTime readies IPO", "One of China's biggest providers SenseTime is a step closer.", "SenseTime"),
        ("Finance chief leaves", "MERROW (Reuters) - Glasmere said its finance chief left. The company is in Bergen.", "Glasmere"),
        ("Annual report", "Halden Corp. (the “Company”) makes scales. Bayer is a customer of the Company.", "Halden Corp"),
        ("Beauty stock could surge", "Kylie Hart sold a stake. Coty bought it, Coty said. Hart, who owns the rest, said so.", "Coty"),
        ("Merger of two", "British American Tobacco agreed to buy Reynolds. British American Tobacco said so.", "British American Tobacco"),
        ("Prospectus summary", "Our revenue rose.", ""),
    ],
)  # fmt: skip
def test_whom_a_document_is_about(title: str, text: str, subject: str) -> None:
    assert Subjects(Reading(text, title, "2024-01-01")).main == subject


def test_the_owner_comes_before_the_documents_entity() -> None:
    reading = Reading(
        "Orvane grew. Orvane said T-Mobile CEO John Legere left.", "Orvane results", "2024-01-01"
    )
    subjects = Subjects(reading)
    sentence = reading.sentences[1]
    assert subjects.at(sentence, sentence.text.index("CEO")).name == "T-Mobile"
    assert subjects.at(sentence, len(sentence.text)).name == "Orvane"


@pytest.mark.parametrize(
    "text",
    [
        "“a b c d” " * 3_000,
        " " * 60_000 + "x",
        "A-" * 30_000,
        "owns 5% of the company " * 2_000,
        " and ".join(f"cut {i} jobs" for i in range(4_000)),
        "Corvane, Halden, " * 3_000,
        "1," * 30_000,
        "\x00İ“" * 10_000,
    ],
    ids=["quotations", "spaces", "hyphens", "stakes", "cuts", "names", "digits", "odd"],
)
def test_a_text_without_full_stops_is_read_in_pieces(text: str) -> None:
    reading = Reading(text)
    assert all(len(s.text) <= 2_000 for s in reading.sentences)
    found = [x for x in facts([Document(doc_id="d", text=text)]) if isinstance(x, Fact)]
    assert all(text[x.value_span.start : x.value_span.end] == x.value_text for x in found)


def test_a_newspaper_that_only_reports_is_not_what_a_text_is_about() -> None:
    text = "Corvane raised prices, the Kathimerini newspaper reported. Corvane said no more in Kathimerini newspaper."
    assert Subjects(Reading(text, "Corvane raises prices")).main == "Corvane"
    assert (
        list(facts([Document(doc_id="d", text="In the Kathimerini newspaper it was told on Monday.")])) == []
    )
