"""What an answer means for us, in plain words; pure, so a replay judges as the live run did.

Bot protection, consent pages and paywalls are recognised and told, never evaded.
"""

from __future__ import annotations

import re

from tipsheet import headers
from tipsheet.errors import FetchError
from tipsheet.records import Page

_WORDS = {
    400: ("bad_request", "the server says our request is wrong (400)"),
    401: ("login_wanted", "the address wants a login (401)"),
    402: ("paywall", "the address wants payment (402)"),
    403: ("forbidden", "the server refuses us this address (403)"),
    404: ("not_found", "nothing is found at this address (404)"),
    405: ("forbidden", "the server does not allow this kind of request (405)"),
    406: ("forbidden", "the server has no form of this address for us (406)"),
    408: ("server_error", "the server waited too long for us (408)"),
    410: ("gone", "the address is gone for good (410)"),
    429: ("rate_limited", "the server asks us to come less often (429)"),
    451: ("legal_block", "the address is closed for legal reasons (451)"),
    503: ("unavailable", "the server is not available now (503)"),
}

# (header name, pattern of its value, who)
_SHIELD_HEADERS = (
    ("cf-mitigated", re.compile("challenge", re.I), "Cloudflare"),
    ("x-vercel-mitigated", re.compile("challenge|deny", re.I), "Vercel"),
    ("x-amzn-waf-action", re.compile("challenge|captcha", re.I), "AWS WAF"),
    ("x-datadome", re.compile("protected", re.I), "DataDome"),
    ("x-sucuri-block", re.compile("."), "Sucuri"),
)
_SHIELD_BODIES = (
    (
        re.compile(rb"challenges\.cloudflare\.com/turnstile|/cdn-cgi/challenge-platform/|cf-chl-", re.I),
        "Cloudflare",
    ),
    (re.compile(rb"captcha-delivery\.com", re.I), "DataDome"),
    (re.compile(rb"_Incapsula_Resource", re.I), "Imperva"),
    (re.compile(rb"px-captcha|perimeterx\.net", re.I), "PerimeterX"),
    (re.compile(rb"ddos-guard", re.I), "DDoS-Guard"),
    (re.compile(rb"/\.within\.website/x/cmd/anubis", re.I), "Anubis"),
    (re.compile(rb"awswaf\.com/[^\"']*challenge", re.I), "AWS WAF"),
    (re.compile(rb"errors\.edgesuite\.net", re.I), "Akamai"),
)
_CHALLENGE_TITLE = re.compile(
    rb"<title>\s*(?:just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|"
    rb"making sure you(?:'|&#39;|\xe2\x80\x99)re not a bot|verify(?:ing)? you are human|security check|"
    rb"robot check|pardon our interruption)",
    re.I,
)
_CONSENT_HOSTS = re.compile(
    r"^https?://(?:consent\.(?:google|youtube|yahoo)\.[a-z.]+|guce\.[a-z.]+|(?:www\.)?myprivacy\.[a-z.]+|"
    r"consent\.[a-z0-9-]+\.[a-z]+|[a-z.]*privacy-?gate\.[a-z.]+|cmp-consent[a-z.-]*)/",
    re.I,
)
_CONSENT_PATHS = re.compile(
    r"/(?:privacy-?gate|consent-management|cookie-?wall|zustimmung|cookieconsent)(?:/|\?|$)", re.I
)
_LOOK = 65536  # challenge pages say so early


class AnswerError(FetchError):
    """The server answered, but not with what we came for.

    `page` is the answer, `retry_after_s` what the server asks us to wait (None: it does not say).
    """

    def __init__(self, message: str, reason: str, page: Page, retry_after_s: int | None = None) -> None:
        super().__init__(message, reason)
        self.page = page
        self.status: int | None = page.status
        self.retry_after_s = retry_after_s


def judge(page: Page, *, conditional: bool = True) -> Page:
    """`page` itself when it is an answer we can use (200..299, or 304 to a conditional question).

    Raises `AnswerError` with reason bot_protection, consent_wall, paywall, login_wanted, forbidden,
    not_found, gone, rate_limited, unavailable, server_error, legal_block, bad_request,
    unexpected_304 or unexpected_status.
    """
    if page.status == 304 and not conditional:
        raise _answer(page, "unexpected_304", "the server says 'unchanged' to a first visit (304)")
    if page.status == 304:
        return page
    who = _shield(page)
    if who:
        raise _answer(
            page, "bot_protection", f"the site's bot protection ({who}) stands before it; ask the publisher"
        )
    if page.status < 300:
        if _is_consent(page):
            raise _answer(page, "consent_wall", "a consent page stands before it and wants a person's answer")
        return page
    reason, words = _WORDS.get(page.status, ("", ""))
    if not reason and page.status >= 500:
        reason, words = "server_error", f"the server failed ({page.status})"
    raise _answer(page, reason or "unexpected_status", words or f"an answer we do not expect ({page.status})")


def retry_after(page: Page) -> int | None:
    """Seconds, 0 up to 30 days, that the server asks us to wait; None when it does not say."""
    return headers.retry_after(page.header("retry-after"), page.fetched_at)


def _answer(page: Page, reason: str, words: str) -> AnswerError:
    return AnswerError(f"{page.final_url[:300]}: {words}", reason, page, retry_after(page))


def _shield(page: Page) -> str:
    for name, pattern, who in _SHIELD_HEADERS:
        value = page.header(name)
        if value is not None and pattern.search(value):
            return who
    if page.status not in (200, 202, 401, 403, 405, 406, 429, 503):
        return ""
    early = page.body[:_LOOK]
    titled = _CHALLENGE_TITLE.search(early)
    # A 200 may embed a captcha for its comment form: there, the title must say it too.
    if page.status in (200, 202) and not titled:
        return ""
    for marks, who in _SHIELD_BODIES:
        if marks.search(early):
            return who
    return "unnamed" if titled and len(page.body) < 20000 and b"captcha" in early.lower() else ""


def _is_consent(page: Page) -> bool:
    if page.final_url == page.url:
        return False
    return bool(_CONSENT_HOSTS.match(page.final_url) or _CONSENT_PATHS.search(page.final_url))
