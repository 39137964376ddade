"""What an answer means: protection, consent and payment are told, ordinary pages are let through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tipsheet.fetch.judge import AnswerError, judge, retry_after
from tipsheet.records import Page

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def page(status: int = 200, body: str = "", final_url: str = "https://a.example/x", **headers: str) -> Page:
    return Page(
        url="https://a.example/x",
        final_url=final_url,
        status=status,
        headers=tuple((k.replace("_", "-"), v) for k, v in headers.items()),
        body=body.encode(),
        fetched_at=NOW,
    )


TOLD = [
    (page(403, cf_mitigated="challenge"), "bot_protection", "Cloudflare"),
    (page(503, "<script src='/cdn-cgi/challenge-platform/h/b'></script>"), "bot_protection", "Cloudflare"),
    (
        page(200, "<title>Just a moment...</title> /cdn-cgi/challenge-platform/"),
        "bot_protection",
        "Cloudflare",
    ),
    (page(403, "<script src='https://ct.captcha-delivery.com/c.js'>"), "bot_protection", "DataDome"),
    (
        page(200, "<title>Making sure you're not a bot!</title><a href='/.within.website/x/cmd/anubis/'>"),
        "bot_protection",
        "Anubis",
    ),
    (page(202, "", x_amzn_waf_action="challenge"), "bot_protection", "AWS WAF"),
    (page(403, "<title>Access Denied</title> https://errors.edgesuite.net/18"), "bot_protection", "Akamai"),
    (page(403, "<title>Security Check</title> solve the captcha"), "bot_protection", "unnamed"),
    (page(200, final_url="https://consent.yahoo.com/v2/collectConsent?x"), "consent_wall", "consent"),
    (page(200, final_url="https://a.example/privacy-gate/?back=x"), "consent_wall", "consent"),
    (page(402), "paywall", "payment"),
    (page(401), "login_wanted", "login"),
    (page(403), "forbidden", "refuses"),
    (page(404), "not_found", "nothing"),
    (page(410), "gone", "gone for good"),
    (page(429), "rate_limited", "less often"),
    (page(451), "legal_block", "legal"),
    (page(500), "server_error", "500"),
    (page(503), "unavailable", "503"),
    (page(418), "unexpected_status", "418"),
    (page(300), "unexpected_status", "300"),
    (page(304), "unexpected_304", "first visit"),
]


@pytest.mark.parametrize(("answer", "reason", "words"), TOLD)
def test_told_in_plain_words(answer: Page, reason: str, words: str) -> None:
    with pytest.raises(AnswerError, match=words) as told:
        judge(answer, conditional=False)
    assert told.value.reason == reason
    assert told.value.page == answer
    assert told.value.status == answer.status


@pytest.mark.parametrize(
    "answer",
    [
        page(200, "<title>A story</title>"),
        page(200, "<title>How CAPTCHAs work</title> captcha captcha"),
        page(
            200,
            "<title>A shop</title><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
        ),
        page(
            200, "<title>A form</title><script src='https://challenges.cloudflare.com/turnstile/v0/api.js'>"
        ),
        page(200, "<title>Access denied: the story of a hacker</title>"),
        page(200, final_url="https://a.example/opinion/consent-matters"),
        page(204),
    ],
)
def test_ordinary_pages_pass(answer: Page) -> None:
    assert judge(answer) is answer


def test_304_is_an_answer_to_a_conditional_question() -> None:
    answer = page(304)
    assert judge(answer, conditional=True) is answer


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("999999999999", 30 * 86400),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 30 * 86400),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("١٢", None),
    ],
)
def test_retry_after(value: str, seconds: int | None) -> None:
    assert retry_after(page(503, retry_after=value)) == seconds
