"""E-mail newsletters: the links a person is meant to follow, from one message.

Source: RFC 5322, RFC 2047, RFC 2369 (List-Unsubscribe).
"""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from selectolax.lexbor import LexborHTMLParser

from tipsheet import urls
from tipsheet.records import Discovery, Link, Rejected
from tipsheet.stages.discover.dates import read_date
from tipsheet.text import squeeze

MAX_LINKS = 300
_HEADER = re.compile(rb"^(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}", re.M)
_URL = re.compile(r"https?://[^\s<>\"'()\[\]]{4,2000}")
_HOUSEKEEPING = re.compile(
    r"unsubscri|opt.?out|preferences|manage.{0,12}(?:subscription|profile|email)|view.{0,12}(?:browser|online|web)|"
    r"privacy|terms|forward.{0,8}friend|update.{0,8}profile|abmelden|désabonner|darse de baja|"
    r"^(?:share|tweet|like|facebook|twitter|linkedin|instagram|youtube|whatsapp|email|here|click here)$",
    re.I,
)
_SOCIAL = frozenset(
    {
        "facebook.com",
        "twitter.com",
        "x.com",
        "linkedin.com",
        "instagram.com",
        "pinterest.com",
        "t.me",
        "wa.me",
    }
)


def looks_like_mail(body: bytes) -> bool:
    """Whether the bytes begin with mail headers that name a sender or a subject."""
    head = body[:8192].lstrip(b"\r\n")
    found = _HEADER.match(head)
    names = found[0].lower() if found else b""
    return b"\nsubject:" in b"\n" + names or (b"\nfrom:" in b"\n" + names and b"\ndate:" in b"\n" + names)


def read_mail(body: bytes, url: str = "", source_id: str = "") -> Discovery | Rejected:
    """The links of one newsletter, or of several (an mbox file, as a mailbox gives).

    Unsubscribe, share and profile links are left out. The mail's own date is when it was sent, not when what
    it links to was published: the links have no date. Rejects with "not_mail" or "no_links".
    """
    if not body.startswith(b"From "):
        return _read_one(body, url, source_id)
    results = [_read_one(part, url, source_id) for part in _messages(body)]
    letters = [r for r in results if isinstance(r, Discovery)]
    if not letters:
        return next(
            iter(results), Rejected(stage="discover", reason="not_mail", url=url, detail="no message")
        )
    found: dict[str, Link] = {}
    for letter in letters:
        for link in letter.links:
            found.setdefault(urls.canonical_key(link.url), link)
    return Discovery(
        source_id=source_id,
        url=url,
        kind="mail",
        title=letters[-1].title,
        language=letters[-1].language,
        links=tuple(found.values()),
        hints=letters[-1].hints,
        cut=tuple(dict.fromkeys(line for letter in letters for line in letter.cut)),
    )


def _messages(body: bytes) -> list[bytes]:
    """The messages of an mbox file, unescaped."""
    parts = re.split(rb"(?m)^From [^\n]*\n", body)[1:]
    return [re.sub(rb"(?m)^>(>*From )", rb"\1", part) for part in parts]


def _read_one(body: bytes, url: str, source_id: str) -> Discovery | Rejected:
    try:
        message = message_from_bytes(body, policy=policy.default)
        parts = _parts(message)
    except Exception:  # the library's parser raises whatever it trips over
        return Rejected(stage="discover", reason="not_mail", url=url, detail="the message cannot be read")
    subject, sender = _header(message, "subject"), _header(message, "from")
    language = _header(message, "content-language").lower() or None
    unsubscribe = set(_URL.findall(_header(message, "list-unsubscribe")))
    found: dict[str, Link] = {}
    provider = squeeze(parseaddr(sender)[0]) or squeeze(parseaddr(sender)[1].rpartition("@")[2])
    for address, words in _links(parts):
        target = urls.resolve("", address)
        if target is None or address in unsubscribe or _HOUSEKEEPING.search(words):
            continue
        target = urls.clean(target)
        if urls.registrable_domain(target) in _SOCIAL and "/status/" not in target:
            continue
        key = urls.canonical_key(target)
        if key not in found or len(words) > len(found[key].title):
            found[key] = Link(
                url=target,
                source_id=source_id,
                title=words[:300],
                provider_name=provider[:200],
                language=language,
            )
    if not found:
        return Rejected(stage="discover", reason="no_links", url=url, detail="the mail leads nowhere")
    return Discovery(
        source_id=source_id,
        url=url,
        kind="mail",
        title=subject,
        language=language,
        links=tuple(found.values())[:MAX_LINKS],
        hints={"sent_at": sent.isoformat()} if (sent := _sent(message)) else {},
        cut=(f"only the first {MAX_LINKS} links are read",) if len(found) > MAX_LINKS else (),
    )


def _sent(message: EmailMessage) -> datetime | None:
    return read_date(_header(message, "date"))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return squeeze(str(message.get(name, "") or ""))[:1000]
    except Exception:  # as above: a header is parsed when it is asked for
        return ""


def _parts(message: EmailMessage) -> tuple[str, str]:
    """(HTML, plain text) of the message, the first of each."""
    html_text, plain_text = "", ""
    for count, part in enumerate(message.walk()):
        if count > 200:
            break
        kind = part.get_content_type()
        if part.is_multipart() or kind not in ("text/html", "text/plain"):
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            continue
        charset = part.get_content_charset() or "utf-8"
        try:
            text = data.decode(charset, "replace")
        except LookupError:
            text = data.decode("utf-8", "replace")
        if kind == "text/html":
            html_text = html_text or text
        else:
            plain_text = plain_text or text
    return html_text, plain_text


def _links(parts: tuple[str, str]) -> list[tuple[str, str]]:
    html_text, plain_text = parts
    if html_text:
        tree = LexborHTMLParser(html_text[: 4 << 20])
        found = []
        for node in tree.css("a[href]"):
            words = squeeze(node.text(deep=True, separator=" "))
            if not words:
                image = node.css_first("img[alt]")
                words = squeeze((image.attributes.get("alt") or "") if image is not None else "")
            found.append(((node.attributes.get("href") or "").strip(), words))
        return found
    return [(address.rstrip(".,;:!?"), "") for address in _URL.findall(plain_text)]
