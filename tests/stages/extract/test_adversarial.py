"""Pages made to hang or fool an extractor: each is answered or refused with a reason, and the batch goes on."""

from __future__ import annotations

import adversarial_pages
import pytest
import trap_pages
from invented_pages import AT, news, page

from tipsheet.records import Rejected
from tipsheet.runners.isolated import IsolatedPool, Limits
from tipsheet.stages.extract import Reading, read
from tipsheet.stages.extract.content import TAGS, sanitise

REASONS = {"not_html", "empty", "too_large", "timeout", "out_of_memory"}
ANSWERED = {
    "80k nested divs", "attributes with signs", "5 MB class",
    "links without end", "bold without end", "formatting storm", "50k meta", "entity storm", "tables in tables",
    "deep JSON-LD", "wide JSON-LD", "circular JSON-LD", "wrong JSON-LD types", "date trap", "author trap",
    "address trap", "wrong charset", "mixed charsets", "utf-16 with mark", "nul bytes", "truncated gzip",
    "lone surrogates", "unfinished entities",
}  # fmt: skip


@pytest.fixture(scope="module")
def answers() -> dict[str, Reading | Rejected]:
    """What the isolated pool makes of all of them, a good page between any two."""
    pages = [*adversarial_pages.pages(), *trap_pages.pages()]
    mixed = [p for _, body in pages for p in (page(body), page(news()))]
    limits = Limits(cpu_s=8.0, wall_s=100.0)  # a busy machine is no hostile page
    with IsolatedPool(workers=2, limits=limits, preload=["tipsheet.stages.extract.warm"]) as pool:
        made = list(pool.map(read, mixed))
    assert len(made) == len(mixed)
    for good in made[1::2]:
        assert isinstance(good, Reading)
        assert good.article.title == "Lighthouse reopens to visitors"
    return {name: answer for (name, _), answer in zip(pages, made[::2], strict=True)}


def test_there_are_more_than_a_hundred(answers: dict[str, Reading | Rejected]) -> None:
    assert len(answers) > 100


def test_the_traps_do_not_keep_a_worker_busy(answers: dict[str, Reading | Rejected]) -> None:
    """A pattern that counts in squares would not end within eight seconds: none is let run out its time."""
    assert not [name for name, answer in answers.items() if _reason(answer) == "timeout"]


def _reason(answer: Reading | Rejected) -> str:
    return answer.reason if isinstance(answer, Rejected) else ""


def test_each_is_answered_or_refused_with_a_reason(answers: dict[str, Reading | Rejected]) -> None:
    for name, answer in answers.items():
        if isinstance(answer, Rejected):
            assert answer.stage == "extract", name
            assert answer.reason in REASONS, (name, answer)
            assert answer.detail, name


def test_those_with_an_article_give_it(answers: dict[str, Reading | Rejected]) -> None:
    for name in ANSWERED & set(answers):
        answer = answers[name]
        assert isinstance(answer, Reading), (name, answer)


def test_none_gives_anything_active_or_from_the_future(answers: dict[str, Reading | Rejected]) -> None:
    for name, answer in answers.items():
        if isinstance(answer, Reading):
            article = answer.article
            assert sanitise(article.html) == article.html, name
            assert "<script" not in article.html, name
            assert article.published_at is None or article.published_at <= AT.replace(day=24), name
            assert len(article.text) < 2_000_000, name
            article.text.encode("utf-8")  # no lone surrogates


def test_the_allowed_tags_are_harmless() -> None:
    assert not TAGS & {
        "script",
        "style",
        "iframe",
        "form",
        "input",
        "object",
        "embed",
        "svg",
        "math",
        "img",
        "link",
    }
