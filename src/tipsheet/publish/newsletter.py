"""The newsletter: the day's issue as mail (HTML and text) and as a page of the site.

An issue never tells a story twice: what went out is kept as `Issue` records, and a story comes
back only when it moved (`moved`), marked "Update:". A section with nothing new is left out,
and with nothing new at all there is no issue. Source of the habits: FORMAT.md section 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec
from markupsafe import escape

from tipsheet.errors import ConfigError, RecordError
from tipsheet.publish.site import names, prepare, safe
from tipsheet.publish.site.factwords import SETTING, bounded, label, note
from tipsheet.publish.site.issues import web_folder
from tipsheet.publish.site.pages import day_label
from tipsheet.publish.site.theme import Shell
from tipsheet.publish.site.view import EPOCH, StoryView, Views, iso
from tipsheet.records import Edition, Fact, Issue, IssueItem, IssueSection, Record, Rejected, Story, TipSheet

WINDOW = timedelta(hours=24)  # of the first issue; later ones reach back to the last one
GRACE = timedelta(hours=3)  # a report fetched late may be this much older than the last issue
LONGEST = timedelta(days=4)  # after a pause: older news is in the archive, not in the mail
TOP = 5
UPDATES = 3
PER_TOPIC = 4
TOPICS = 6
SHEETS = 3
WIDE, THUMB = 640, 320  # pixels of the first picture and of the small ones; see publish/renditions
FOLDER = "_newsletters"  # of the issues, in the publication's folder
UNSUBSCRIBE = "%%unsubscribe%%"  # replaced for each reader

Service = Literal["listmonk", "buttondown"]
_PLACEHOLDER: dict[Service, str] = {"listmonk": "{{ UnsubscribeURL }}", "buttondown": "{{ unsubscribe_url }}"}


class NewsletterEdition(Record, frozen=True, kw_only=True):
    """A newsletter ready to be sent, the reader's unsubscribe address not yet filled in."""

    issue: Issue  # to be kept once it is out
    html: str
    text: str
    list_id: str


def build(
    edition: Edition,
    previous: Iterable[Issue] = (),
    *,
    since: datetime | None = None,
    prepared: tuple[Views, Shell] | None = None,
    memory: bytes | None = None,
) -> NewsletterEdition | Rejected:
    """The newsletter of an edition's moment.

    `previous`: all issues that went out. `since`: when the last one was made; by default the
    newest of `previous`, at most `LONGEST` ago, else `WINDOW`. Rejected with the reason
    `nothing_new` when no story is new and none moved.
    """
    views, shell = prepared or prepare(edition, memory=memory)
    issues = sorted(previous, key=lambda issue: issue.made_at)
    last = since or (issues[-1].made_at if issues else edition.now - WINDOW)
    start = max(last, edition.now - LONGEST)
    told = _Told(edition, issues)
    fresh: list[Story] = []
    updates: list[tuple[Story, int]] = []
    for story in views.shown:
        before = told.find(story)
        if before is None:
            if _is_new(edition, story, start):
                fresh.append(story)
        elif (grown := moved(edition, story, before)) > 0:
            updates.append((story, grown))
    if not fresh and not updates:
        return Rejected(stage="newsletter", reason="nothing_new", detail=f"no story since {iso(start)}")
    return compose(views, shell, _issue(views, _sections(views, fresh, updates[:UPDATES], start)))


class Telling(NamedTuple):
    """A story as it was last told."""

    at: datetime
    item: IssueItem


def moved(edition: Edition, story: Story, before: Telling) -> int:
    """How many articles a story gained since it was told, when that is worth telling; else 0.

    Worth it: at least two more publishers and half as many again, and the gain is not older
    than the telling (copies do not count).
    """
    known = set(before.item.article_ids)
    gained = [edition.articles[i] for i in story.article_ids if i not in known and i in edition.articles]
    gained = [
        a for a in gained if a.copy_of is None and (a.published_at or EPOCH) >= before.at - timedelta(hours=2)
    ]
    now = publishers(edition, story)
    if not gained or now < before.item.publishers + 2 or now * 2 < before.item.publishers * 3:
        return 0
    return len(gained)


def publishers(edition: Edition, story: Story) -> int:
    """Independent organisations of a story; those of one family count once."""
    found = set()
    for article_id in story.article_ids:
        article = edition.articles.get(article_id)
        if article is not None:
            p = article.provider
            found.add((p.family or p.domain or p.name) if p else article.site_name)
    return len(found)


def compose(views: Views, shell: Shell, issue: Issue) -> NewsletterEdition:
    """The mail of an issue; the same issue gives the same bytes."""
    home = views.absolute(views.href(""))
    web_url = views.absolute(views.href(web_folder(issue)))
    html = shell.fragment(
        "mail.html",
        issue=issue,
        date=day_label(issue.date),
        home=home,
        web_url=web_url,
        unsubscribe=UNSUBSCRIBE,
    )
    host = safe.host_of(views.url) or "localhost"
    return NewsletterEdition(
        issue=issue,
        html=_no_template_html(str(html)),
        text=_text(issue, shell.site.title, web_url),
        list_id=f"<newsletter.{host}>",
    )


def message(
    made: NewsletterEdition,
    *,
    sender: str,
    to: str,
    unsubscribe_url: str,
    unsubscribe_mail: str = "",
) -> EmailMessage:
    """One reader's mail: text and HTML, with List-Unsubscribe (RFC 2369, one click by RFC 8058).

    `sender`: "Name <desk@host>"; `to`: a bare address; `unsubscribe_url`: https, the reader's own.
    Raises ConfigError for an address that is none (line breaks included).
    """
    url = safe.web_url(unsubscribe_url)
    if not url:
        raise ConfigError(f"{unsubscribe_url!r} is no web address to unsubscribe at; give an https one")
    from_address, reader = _address(sender), _address(to)
    issue = made.issue
    mail = EmailMessage(policy=SMTP)
    mail["From"] = from_address
    mail["To"] = reader
    mail["Subject"] = safe.line(issue.subject)
    mail["Date"] = issue.made_at
    mail["Message-ID"] = f"<{_token(issue.date, to, issue.subject)}@{from_address.domain}>"
    mail["List-ID"] = made.list_id
    ways = [f"<{url}>"]
    if unsubscribe_mail:
        ways.append(f"<mailto:{_address(unsubscribe_mail).addr_spec}?subject=unsubscribe>")
    mail["List-Unsubscribe"] = ", ".join(ways)
    if url.startswith("https://"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(made.text.replace(UNSUBSCRIBE, url), cte="quoted-printable")
    html = made.html.replace(UNSUBSCRIBE, str(escape(url)))
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


def export(made: NewsletterEdition, service: Service) -> dict[str, str | list[str]]:
    """The body of a draft in a mailing service's own words (listmonk campaigns, Buttondown emails).

    The services run templates over what they get: every brace of the content is written so
    that it stays text, and only their own unsubscribe mark is a template.
    """
    mark = _PLACEHOLDER[service]
    html = made.html.replace(UNSUBSCRIBE, mark)
    subject = _no_template(made.issue.subject)
    if service == "listmonk":
        return {
            "name": made.issue.title,
            "subject": subject,
            "type": "regular",
            "content_type": "html",
            "body": html,
            "altbody": made.text.replace(UNSUBSCRIBE, mark),
            "tags": ["newsletter"],
        }
    return {
        "subject": subject,
        "body": html,
        "description": _no_template(made.issue.preheader),
        "status": "draft",
    }


# ------------------------------------------------------------------------- keeping


def issue_path(issue: Issue) -> str:
    """Where an issue is kept in the publication's folder: `_newsletters/2026-11-23.json`."""
    return f"{FOLDER}/" + safe.segment(issue.date, "stem") + ".json"


def write_issue(issue: Issue) -> bytes:
    """The bytes of a kept issue: JSON that compares well between versions."""
    return msgspec.json.format(msgspec.json.encode(issue), indent=2) + b"\n"


def read_issue(body: bytes, path: str) -> Issue:
    """A kept issue. Raises RecordError that names the file when it cannot be read."""
    try:
        return msgspec.json.decode(body, type=Issue)
    except msgspec.MsgspecError as error:
        raise RecordError(f"{path}: is no newsletter issue ({error}); mend or remove it") from None


# ------------------------------------------------------------------------ choosing


class _Told:
    """What was told, found by story: its id, the ids it swallowed, or most of its articles."""

    def __init__(self, edition: Edition, issues: Sequence[Issue]) -> None:
        self.by_id: dict[str, Telling] = {}
        self.by_article: dict[str, Telling] = {}
        for issue in issues:
            for item in (item for section in issue.sections for item in section.items if item.story_id):
                telling = Telling(issue.made_at, item)
                story_id = item.story_id
                seen = {story_id}
                while (following := edition.redirects.get(story_id)) and following not in seen:
                    story_id = following
                    seen.add(story_id)
                self.by_id[story_id] = self.by_id[item.story_id] = telling
                self.by_article |= dict.fromkeys(item.article_ids, telling)

    def find(self, story: Story) -> Telling | None:
        """The last telling of a story, or None."""
        for story_id in (story.id, *story.merged_from):
            if story_id in self.by_id:
                return self.by_id[story_id]
        known = [self.by_article[i] for i in story.article_ids if i in self.by_article]
        return max(known, key=lambda t: t.at) if len(known) * 2 >= max(1, len(story.article_ids)) else None


def _is_new(edition: Edition, story: Story, start: datetime) -> bool:
    """Whether a story nobody was told began in the issue's window, or got most of its own accounts there.

    An undated one is never taken for new; copies do not count.
    """
    first = story.first_at or story.last_at
    if first is None or first > edition.now:
        return False
    if first >= start - GRACE:
        return True
    found = [edition.articles[i] for i in story.article_ids if i in edition.articles]
    times = [a.published_at for a in found if a.copy_of is None and a.published_at is not None]
    return sum(start - GRACE <= at <= edition.now for at in times) * 2 > len(times)


def _sections(
    views: Views, fresh: Sequence[Story], updates: Sequence[tuple[Story, int]], start: datetime
) -> tuple[IssueSection, ...]:
    top, rest = fresh[:TOP], fresh[TOP:]
    out: list[tuple[str, list[IssueItem], bool]] = [
        (
            "Top stories",
            [_item(views, story, 0, THUMB if at else WIDE) for at, story in enumerate(top)],
            True,
        ),
        ("What moved", [_item(views, story, grown) for story, grown in updates], False),
    ]
    by_topic: dict[str, list[Story]] = {}
    for story in rest:
        known = [views.topics[name] for name in story.topics if name in views.topics]
        child = next((t for t in known if t.parent), known[0] if known else None)
        by_topic.setdefault(child.name if child else "More", []).append(story)
    order = {topic.name: at for at, topic in enumerate(views.topics.values())}
    out += [
        (name, [_item(views, story, 0) for story in by_topic[name][:PER_TOPIC]], False)
        for name in sorted(by_topic, key=lambda n: (order.get(n, len(order)), n))[:TOPICS]
    ]
    out.append(("Tip sheets", _sheets(views, start), False))
    return tuple(
        IssueSection(title=title, items=tuple(items), lead=lead) for title, items, lead in out if items
    )


def _item(views: Views, story: Story, grown: int, width: int = THUMB) -> IssueItem:
    view = views.story(story)
    page = views.absolute(view.page) if view.page else view.lead.href or views.absolute(views.href(""))
    more = f"{grown} more {'article' if grown == 1 else 'articles'} since we last told it"
    others = [voice.item.provider.name for voice in view.voices]
    shown = others if len(others) < 5 else [*others[:4], f"{len(others) - 4} more"]
    return IssueItem(
        story_id=story.id,
        title=view.title,
        url=page,
        provider=view.lead.provider.name,
        others=tuple(shown),
        publishers=publishers(views.edition, story),
        excerpt=view.lead.excerpt,
        why=more if grown else view.why,
        update=grown > 0,
        image=_mail_image(views, view, width),
        alt=view.image.alt if view.image else "",
        article_ids=tuple(item.key for item in view.items),
    )


def _mail_image(views: Views, view: StoryView, width: int) -> str:
    """A JPEG of about `width` pixels: mail clients know neither AVIF nor `srcset`."""
    if view.image is None:
        return ""
    wanted = [part.split(" ")[0] for part in view.image.jpeg.split(", ") if part.endswith(f" {width}w")]
    return views.absolute(wanted[0] if wanted else view.image.src)


def _sheets(views: Views, start: datetime) -> list[IssueItem]:
    """Tip sheets that gained a fact since `start`, each with the one that is most news."""
    out: list[IssueItem] = []
    for sheet in views.subject_sheets:
        facts = [f for f in sheet.facts if f.published_at is not None and f.published_at > start]
        if facts and len(out) < SHEETS:
            best = max(
                facts, key=lambda f: (f.predicate not in SETTING, f.predicate != "quote_said", f.confidence)
            )
            out.append(_sheet(views, sheet, best))
    return out


def _sheet(views: Views, sheet: TipSheet, fact: Fact) -> IssueItem:
    what, said = label(fact), fact.predicate == "quote_said"
    narrowed = note(fact, (fact.subject, sheet.subject, *sheet.aliases))
    why = ": ".join(x for x in (what, bounded(fact)) if x) + (f" ({narrowed})" if narrowed else "")
    return IssueItem(
        title=safe.line(sheet.subject),
        url=views.absolute(views.href(names.sheet_folder(sheet))),
        provider=safe.line(fact.provider or safe.host_of(fact.source_url)),
        excerpt=safe.clip(safe.line(fact.quote), 240),
        why="" if said else safe.line(why[:1].upper() + why[1:]),
    )


# ------------------------------------------------------------------------- writing


def _issue(views: Views, sections: tuple[IssueSection, ...]) -> Issue:
    now = views.edition.now
    date = now.date().isoformat()
    subject, preheader = headline([item for section in sections for item in section.items])
    return Issue(
        date=date,
        made_at=now,
        title=f"{safe.line(views.edition.site.title)} ({date})",
        subject=subject,
        preheader=preheader,
        sections=sections,
    )


def headline(items: Sequence[IssueItem]) -> tuple[str, str]:
    """Subject and preview: the first headline in at most 70 characters, then the next three."""
    titles = [("Update: " if item.update else "") + item.title for item in items]
    subject = safe.clip(titles[0], 70)
    return subject, safe.clip(" / ".join(titles[1:4]), 200) or safe.clip(items[0].excerpt, 140)


def _text(issue: Issue, title: str, web_url: str) -> str:
    """The plain part: readable at 72 columns, every address on a line of its own."""
    out = [f"{title} | {day_label(issue.date)}", "=" * 40, ""]
    for section in issue.sections:
        out += [section.title.upper(), "-" * len(section.title), ""]
        for item in section.items:
            out += _wrapped(f"* {'Update: ' if item.update else ''}{item.title}", "  ")
            out += _wrapped(f"  {item.provider}{f' | {item.why}' if item.why else ''}", "  ")
            if item.excerpt and (section.lead or not item.story_id):
                out += _wrapped("  " + item.excerpt, "  ")
            out += [f"  {item.url}", ""]
    out += ["-- ", f"In the browser: {web_url}", f"Unsubscribe: {UNSUBSCRIBE}", ""]
    return _no_template("\n".join(out))


def _wrapped(value: str, indent: str, width: int = 72) -> list[str]:
    lines: list[str] = []
    line = ""
    lead = value[: len(value) - len(value.lstrip())]
    for word in value.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if line else lead + word
    return [*lines, line]


def _no_template(value: str) -> str:
    """Plain text in which no template language of a mailing service finds a mark."""
    for opening in ("{{", "{%", "{#", "[[", "*|", "<%"):
        value = value.replace(opening, f"{opening[0]} {opening[1]}")
    return value


def _no_template_html(value: str) -> str:
    """HTML in which every brace of the content is a character reference.

    Style rules need their braces; they hold nothing from outside and stand before `</head>`.
    """
    head, split, body = value.partition("</head>")
    if not split:
        head, body = "", value
    return head + split + body.replace("{", "&#123;").replace("}", "&#125;").replace("*|", "*&#124;")


def _address(value: str) -> Address:
    """A mail address out of "Name <local@host>" or a bare one; ConfigError for anything else."""
    name, bracket, bare = value.strip().rpartition("<")
    if bracket:
        bare = bare[:-1] if bare.endswith(">") else ""
    local, _, host = bare.rpartition("@")
    plain = bare.isascii() and bare.isprintable() and " " not in bare and not set(bare) & set('<>(),:;"[]\\')
    if not local or ("." not in host.strip(".") and host != "localhost") or not plain:
        raise ConfigError(f"{value!r} is no mail address; write desk@example.org or Name <desk@example.org>")
    return Address(display_name=safe.line(name).strip('" '), addr_spec=bare)


def _token(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
