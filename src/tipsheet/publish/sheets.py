"""Tip sheets as web page, Markdown record and JSON.

A sheet's page holds the facts in an analyst's order and, beside them, the passages of the sources they rest
on: every fact links to its sentence (`#q-…`), which lights up by `:target` alone; a script only makes it
smoother. `jobs` makes the pages of an edition inside its site; `standalone` makes one page that needs nothing
else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache, partial
from importlib import resources
from typing import Any

import msgspec
from markupsafe import Markup, escape

from tipsheet.frontmatter import quote as spell_quoted
from tipsheet.publish.plan import Job, digest, outputs
from tipsheet.publish.sheetwords import SEVERAL, about, words
from tipsheet.publish.sheetwords import shown as worth_showing
from tipsheet.publish.site import names, prepare, safe
from tipsheet.publish.site.theme import PageView, Shell, default, environment
from tipsheet.publish.site.view import View, Views, iso
from tipsheet.records import Edition, Fact, Output, SheetDocument, TipSheet

_encode = msgspec.msgpack.Encoder().encode
_json = msgspec.json.Encoder()

SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("people", "Key people", ("key_person_role", "ceo", "chair", "founder")),
    (
        "business",
        "The business",
        (
            "headquartered_in",
            "founded_on",
            "listed_on",
            "ticker",
            "employs_count",
            "product",
            "launched_on",
            "customer_count",
            "customer",
            "partner",
            "ranked",
        ),
    ),
    ("owners", "Owners and backers", ("owns_stake", "investor")),
    (
        "financials",
        "Financials",
        ("revenue", "net_profit", "net_loss", "rd_spend", "total_assets", "valuation"),
    ),
    (
        "deals",
        "Offerings and deals",
        ("ipo_amount", "offer_price", "shares_offered", "raised_amount", "deal_value", "acquired"),
    ),
    ("proceeds", "Use of proceeds", ("use_of_proceeds",)),
    ("milestones", "Milestones", ("event_date", "job_cuts")),
    ("said", "In their words", ("quote_said",)),
)
KINDS = {
    "company": "Company",
    "person": "Person",
    "story": "Story",
    "topic": "The day",
    "filing": "Filing",
}
_CONTEXT = 160  # characters of the source shown around a quote


class FactLine(View, frozen=True, kw_only=True):
    """One fact as shown."""

    id: str
    subject: str  # on a sheet of several subjects
    label: str
    value: str
    bound: str
    note: str  # period, measure, other party
    quote: str
    source: str
    href: str
    when: str
    iso: str
    page: str  # "page 12" of a filing
    voices: int
    voice_names: str
    earlier: tuple[str, ...]
    also: tuple[tuple[str, str], ...]  # who else says so, and the anchor of the words
    disputed: bool


class SheetSection(View, frozen=True, kw_only=True):
    """A heading and its facts."""

    id: str
    title: str
    facts: tuple[FactLine, ...]


class SourceView(View, frozen=True, kw_only=True):
    """A document with the passages the facts rest on, quotes marked."""

    id: str
    title: str
    provider: str
    href: str
    when: str
    iso: str
    passages: tuple[Markup, ...]


class SheetView(View, frozen=True, kw_only=True):
    """A sheet as the templates see it."""

    id: str
    subject: str
    kind: str
    aliases: str
    count: int
    documents: int
    publishers: int
    latest: str
    latest_iso: str
    brief: tuple[FactLine, ...]
    sections: tuple[SheetSection, ...]
    disputes: tuple[tuple[FactLine, ...], ...]
    sources: tuple[SourceView, ...]


def jobs(edition: Edition, *, prepared: tuple[Views, Shell] | None = None) -> Iterator[Job]:
    """`sheets/index.html` and, for each sheet, its page, Markdown and JSON; nothing without sheets."""
    if not edition.sheets:
        return
    views, shell = prepared or prepare(edition)
    listing = _encode([(s.id, s.subject, s.kind, len(s.facts)) for s in edition.sheets])
    yield Job("sheets/index.html", digest(shell.key, listing), partial(_index, views, shell))
    for sheet in edition.sheets:
        folder = names.sheet_folder(sheet)
        texts = {d.id: edition.articles[d.id].text for d in sheet.documents if d.id in edition.articles}
        key = digest(_encode(sheet), _encode(texts))
        yield Job(f"{folder}/index.html", digest(shell.key, key), partial(_page, views, shell, sheet, texts))
        yield Job(f"{folder}/sheet.md", digest(b"md", key), partial(_markdown_bytes, sheet))
        yield Job(f"{folder}/index.json", digest(b"json", key), partial(as_json, sheet))


def build(edition: Edition) -> Iterator[Output]:
    """Every file of the sheets, made."""
    return outputs(jobs(edition))


def standalone(sheet: TipSheet, texts: Mapping[str, str]) -> Iterator[Output]:
    """One sheet that needs no site: a page with its style and script inside, Markdown and JSON.

    `texts` holds the source texts by document id; a document that is missing gives its quotes alone.
    """
    theme = default()
    env = environment(theme)
    page = env.get_template("sheet_alone.html").render(
        sheet=view(sheet, texts),
        style=Markup(_asset("sheet.css").replace("</", "<\\/")),
        script=Markup(_asset("sheet.js").replace("</", "<\\/")),
    )
    name = safe.segment(sheet.id, "slug")
    yield Output(path=f"{name}.html", body=page.encode())
    yield Output(path=f"{name}.md", body=markdown(sheet).encode())
    yield Output(path=f"{name}.json", body=as_json(sheet))


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return (resources.files("tipsheet.publish.site") / "assets" / name).read_text("utf-8")


# ------------------------------------------------------------------------------------------------ pages


def _index(views: Views, shell: Shell) -> bytes:
    url = views.absolute(views.href("sheets"))
    page = PageView(
        title="Tip sheets", url=url, description="Key facts, each with its words, source and date."
    )
    sheets = [
        {
            "href": views.href(names.sheet_folder(s)),
            "subject": safe.line(s.subject),
            "kind": KINDS.get(s.kind, ""),
            "count": len(s.facts),
            "disputed": len(s.disputed),
        }
        for s in views.edition.sheets
    ]
    return shell.render("sheets.html", page, sheets=sheets, css=_href(views, shell, "sheet", "css"))


def _page(views: Views, shell: Shell, sheet: TipSheet, texts: Mapping[str, str]) -> bytes:
    shown = view(sheet, texts)
    page = PageView(
        title=f"{shown.subject}: key facts",
        url=views.absolute(views.href(names.sheet_folder(sheet))),
        description=safe.clip(
            "; ".join(f"{f.label or f.note}: {f.value}" for f in shown.brief)
            or f"Key facts about {shown.subject}.",
            200,
        ),
        kind="article",
        published=shown.latest_iso,
    )
    return shell.render(
        "sheet.html",
        page,
        sheet=shown,
        css=_href(views, shell, "sheet", "css"),
        js=_href(views, shell, "sheet", "js"),
    )


def _href(views: Views, shell: Shell, stem: str, suffix: str) -> str:
    path = next(p for p in shell.assets if re.fullmatch(rf"assets/{stem}-[0-9a-f]+\.{suffix}", p))
    return f"{views.base}/{path}"


def view(sheet: TipSheet, texts: Mapping[str, str]) -> SheetView:
    """The sheet with every word made plain and every quote marked in its source."""
    held = {f.id: f for f in (*sheet.facts, *sheet.more)}
    documents = {d.id: d for d in sheet.documents}
    named = {f for group in sheet.disputed for f in group}
    anchors = {f: f"{i}" for i, f in enumerate(held, 1)}

    def line(fact: Fact) -> FactLine:
        return _line(fact, sheet, held, documents, anchors, fact.id in named)

    sections = tuple(
        SheetSection(id=key, title=title, facts=tuple(line(f) for f in facts))
        for key, title, facts in _sections(sheet)
    )
    latest = max((d.published_at for d in sheet.documents if d.published_at), default=None)
    return SheetView(
        id=safe.segment(sheet.id, "slug"),
        subject=safe.line(sheet.subject),
        kind=KINDS.get(sheet.kind, ""),
        aliases=", ".join(safe.line(a) for a in sheet.aliases[:6]),
        count=sum(len(s.facts) for s in sections),
        documents=len(sheet.documents),
        publishers=len({v for voices in sheet.supports.values() for v in voices}),
        latest=when(latest) if latest else "",
        latest_iso=iso(latest) if latest else "",
        brief=tuple(line(held[f]) for f in sheet.summary if f in held),
        sections=sections,
        disputes=tuple(tuple(line(held[f]) for f in group if f in held) for group in sheet.disputed),
        sources=tuple(_source(d, texts.get(d.id, ""), held, anchors) for d in sheet.documents),
    )


def _sections(sheet: TipSheet) -> Iterator[tuple[str, str, list[Fact]]]:
    """Id, heading and facts: in an analyst's order; for a story or topic subject by subject, most told first."""
    if sheet.kind not in SEVERAL:
        yield from _in_order(list(sheet.facts))
        return
    whole = _subjects(sheet)
    told: dict[str, list[Fact]] = {}
    for fact in sheet.facts:
        if fact.predicate != "quote_said":
            told.setdefault(whole[about(fact)], []).append(fact)
    for n, subject in enumerate(sorted(told, key=lambda s: (-len(told[s]), s)), 1):
        yield f"about-{n}", safe.line(subject), [f for _, _, fs in _in_order(told[subject]) for f in fs]
    said = [f for f in sheet.facts if f.predicate == "quote_said"]
    if said:
        yield "said", "In their words", said


def _subjects(sheet: TipSheet) -> dict[str, str]:
    """Each name of a subject and the longest name on the sheet that begins with it."""
    every = {about(f) for f in sheet.facts}
    return {
        s: max((n for n in every if f"{n} ".startswith(f"{s} ")), key=lambda n: (len(n), n)) for s in every
    }


def _in_order(facts: list[Fact]) -> Iterator[tuple[str, str, list[Fact]]]:
    known = {p for _, _, ps in SECTIONS for p in ps}
    for key, title, predicates in SECTIONS:
        found = [f for f in facts if f.predicate in predicates]
        if key == "people":
            found = worth_showing(found)
        elif key == "milestones":
            found.sort(key=lambda f: (str(f.value.get("date") or f.period or "9999"), f.id))
        if found:
            yield key, title, found
    rest = [f for f in facts if f.predicate not in known]
    if rest:
        yield "more", "More", rest


def _earlier(fact: Fact, sheet: TipSheet, held: Mapping[str, Fact]) -> str:
    told = words(fact, sheet, held)
    when_told = f" ({fact.published_at:%-d %b %Y})" if fact.published_at else ""
    return f"{told.bound}{told.value}{when_told}"


def _also(
    fact: Fact,
    sheet: TipSheet,
    held: Mapping[str, Fact],
    documents: Mapping[str, SheetDocument],
    anchors: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """Name and anchor of the other documents that say the same, once each."""
    seen = {fact.doc_id, _named(fact, documents)}
    for other in (held[f] for f in sheet.agreeing.get(fact.id, ()) if f in held):
        name = _named(other, documents)
        if other.doc_id not in seen and name not in seen and len(seen) < 10:
            seen |= {other.doc_id, name}
            yield name, anchors[other.id]


def _named(fact: Fact, documents: Mapping[str, SheetDocument]) -> str:
    """Who says it: the publisher, else the address, else the document."""
    document = documents.get(fact.doc_id)
    return safe.line(
        fact.provider
        or (document.provider if document else "")
        or _short(safe.host_of(fact.source_url))
        or (document.title if document else "")
        or fact.doc_id
    )


def _short(host: str) -> str:
    """A host as a reader takes it in: without `www.`, the end of a very long one."""
    host = host.removeprefix("www.")
    return host if len(host) <= 40 else f"…{host[-36:]}"


def _line(
    fact: Fact,
    sheet: TipSheet,
    held: Mapping[str, Fact],
    documents: Mapping[str, SheetDocument],
    anchors: Mapping[str, str],
    disputed: bool,
) -> FactLine:
    voices = sheet.supports.get(fact.id, ())
    at = fact.published_at
    told = words(fact, sheet, held)
    return FactLine(
        id=anchors[fact.id],
        subject=safe.line(about(fact)) if sheet.kind in SEVERAL else "",
        label=safe.line(told.label),
        value=told.value,
        bound=told.bound,
        note=told.note,
        quote=safe.text(fact.quote).strip(),
        source=_named(fact, documents),
        href=safe.web_url(fact.source_url),
        when=when(at) if at else "",
        iso=iso(at) if at else "",
        page=f"page {fact.page}" if fact.page else "",
        voices=len(voices),
        voice_names=", ".join(safe.line(v) for v in voices[:12]),
        earlier=tuple(_earlier(held[e], sheet, held) for e in sheet.history.get(fact.id, ()) if e in held),
        also=tuple(_also(fact, sheet, held, documents, anchors)),
        disputed=disputed,
    )


def when(at: datetime) -> str:
    """A day as readers write it."""
    return f"{at:%-d %b %Y}"


def _source(
    document: SheetDocument, text: str, held: Mapping[str, Fact], anchors: Mapping[str, str]
) -> SourceView:
    facts = sorted(
        (f for f in held.values() if f.doc_id == document.id),
        key=lambda f: (f.quote_span.start, -f.quote_span.end),
    )
    standing = [f for f in facts if text[f.quote_span.start : f.quote_span.end] == f.quote]
    gone = [f for f in facts if f not in standing]
    passages = (*_passages(text, standing, anchors), *_quotes_alone(gone, anchors, former=bool(text)))
    return SourceView(
        id=safe.segment(document.id, "slug"),
        title=safe.line(document.title) or safe.host_of(document.url) or document.id,
        provider=safe.line(document.provider or safe.host_of(document.url)),
        href=safe.web_url(document.url),
        when=when(document.published_at) if document.published_at else "",
        iso=iso(document.published_at) if document.published_at else "",
        passages=passages,
    )


def _quotes_alone(facts: list[Fact], anchors: Mapping[str, str], *, former: bool) -> Iterator[Markup]:
    """Quotes without their text; `former`: the text is there, and does not hold them any more."""
    head = Markup("<i>Before it was changed:</i> ") if former else Markup("")
    for fact in facts:
        yield head + _marked(fact.quote, [fact], anchors, fact.quote_span.start)


def _passages(text: str, facts: list[Fact], anchors: Mapping[str, str]) -> Iterator[Markup]:
    """The parts of the text around the quotes, quotes marked; what lies between is left out."""
    groups: list[tuple[int, int, list[Fact]]] = []
    for fact in facts:
        start, end = fact.quote_span.start, fact.quote_span.end
        if groups and start < groups[-1][1]:
            first, last, members = groups[-1]
            groups[-1] = (first, max(last, end), [*members, fact])
        else:
            groups.append((start, end, [fact]))
    parts: list[Markup] = []
    shown_to = -1
    for start, end, members in groups:
        begin = max(_edge_before(text, start), shown_to, 0)
        if shown_to >= 0 and begin > shown_to:
            yield Markup("").join(parts)
            parts = []
        if not parts and begin > 0:
            parts.append(Markup("… "))
        parts += [escape(safe.text(text[begin:start])), _marked(text[start:end], members, anchors, start)]
        tail = _edge_after(text, end)
        nearest = min((g[0] for g in groups if g[0] >= end), default=len(text) + 1)
        tail = min(tail, nearest)
        parts.append(escape(safe.text(text[end:tail])))
        if tail < len(text) and tail < nearest:
            parts.append(Markup(" …"))
        shown_to = tail
    if parts:
        yield Markup("").join(parts)


def _edge_before(text: str, at: int) -> int:
    low = max(0, at - _CONTEXT)
    cut = max(
        text.rfind("\n\n", low, at), text.rfind(". ", low, at) + 1 if text.rfind(". ", low, at) >= 0 else -1
    )
    return max(low, cut) if cut >= 0 else (text.rfind(" ", low, at) + 1 if low else low)


def _edge_after(text: str, at: int) -> int:
    high = min(len(text), at + _CONTEXT)
    cut = text.find("\n\n", at, high)
    if cut >= 0:
        return cut
    stop = text.rfind(". ", at, high)
    return stop + 1 if stop >= 0 else (high if high == len(text) else max(at, text.rfind(" ", at, high)))


def _marked(words: str, facts: list[Fact], anchors: Mapping[str, str], offset: int) -> Markup:
    """The quote, inside one target for each fact that rests on it, its values in bold."""
    spans = sorted(
        {
            (f.value_span.start - offset, f.value_span.end - offset)
            for f in facts
            if f.predicate != "quote_said"
        }
    )
    inner: list[Markup] = []
    at = 0
    for start, end in spans:
        if start < at or end > len(words):
            continue
        inner += [escape(safe.text(words[at:start])), Markup("<b>%s</b>") % safe.text(words[start:end])]
        at = end
    inner.append(escape(safe.text(words[at:])))
    made = Markup("").join(inner)
    for fact in facts:
        made = Markup('<span class="q" id="q-%s">%s</span>') % (anchors[fact.id], made)
    back = Markup("").join(
        Markup('<a class="back" href="#f-%s" aria-label="back to the fact">↩</a>') % anchors[f.id]
        for f in facts[:1]
    )
    return Markup("%s%s") % (made, back)


# ------------------------------------------------------------------------------------ Markdown and JSON


def _markdown_bytes(sheet: TipSheet) -> bytes:
    return markdown(sheet).encode()


def record_path(sheet: TipSheet) -> str:
    """Where the Markdown record of a sheet lies in a publication."""
    return f"_sheets/{safe.segment(sheet.id, 'slug')}.md"


def markdown(sheet: TipSheet) -> str:
    """The sheet as a record: front matter in the manner of `_news`, facts as a list with words and
    sources."""
    shown = view(sheet, {})
    out = [
        "---",
        "category: sheets",
        f"title: {_quoted('Tip sheet: key facts on ' + shown.subject)}",
        f"subject: {_quoted(shown.subject)}",
        f"kind: {sheet.kind}",
    ]
    if shown.latest_iso:
        out.append(f"publishedDateTime: {shown.latest_iso.replace('+00:00', 'Z')}")
    if sheet.aliases:
        out += ["aliases:", *(f"  - {_quoted(safe.line(a))}" for a in sheet.aliases)]
    out += [
        f"facts: {shown.count}",
        f"disputed: {len(shown.disputes)}",
        "---",
        "",
        f"# {_plain(shown.subject)}",
        "",
    ]
    for section in shown.sections:
        out += [f"## {section.title}", ""]
        out += [_item(fact) for fact in section.facts]
        out.append("")
    if shown.disputes:
        out += ["## What is disputed", ""]
        for group in shown.disputes:
            out.append("- Side by side:")
            out += ["  " + _item(fact).replace("\n", "\n  ") for fact in group]
        out.append("")
    if shown.sources:
        out += ["## Sources", ""]
        for source in shown.sources:
            link = f"[{_plain(source.title)}](<{source.href}>)" if source.href else _plain(source.title)
            out.append(
                f"- {link}"
                + (f", {_plain(source.provider)}" if source.provider else "")
                + (f", {source.iso[:10]}" if source.iso else "")
            )
        out.append("")
    return "\n".join(out)


def _item(fact: FactLine) -> str:
    head = f"- {_plain(fact.label[:1].upper() + fact.label[1:])}: " if fact.label else "- "
    note = f" ({_plain(fact.note)})" if fact.note else ""
    source = f"[{_plain(fact.source)}](<{fact.href}>)" if fact.href else _plain(fact.source)
    tail = ", ".join(
        x
        for x in (source, fact.page, fact.iso[:10], f"{fact.voices} publishers" if fact.voices > 1 else "")
        if x
    )
    words = " ".join(fact.quote.split())
    earlier = f"\n  - earlier: {_plain('; '.join(fact.earlier))}" if fact.earlier else ""
    return f"{head}**{_plain(fact.bound + fact.value)}**{note}\n  > {_plain(words)}\n  — {tail}{earlier}"


def _plain(words: str) -> str:
    """Words that Markdown and Jekyll take as words."""
    return re.sub(r"([\\`*_\[\]<>#|{}~!])", r"\\\1", words)


def _quoted(words: str) -> str:
    return spell_quoted(words)


def as_json(sheet: TipSheet) -> bytes:
    """The whole sheet, facts in full, as one JSON object; its schema is docs/tip-sheet.schema.json."""
    told: dict[str, Any] = {
        "id": sheet.id,
        "subject": sheet.subject,
        "kind": sheet.kind,
        "aliases": sheet.aliases,
        "facts": [_flat(f) for f in sheet.facts],
        "disputed": sheet.disputed,
        "supports": sheet.supports,
        "agreeing": sheet.agreeing,
        "beside": sheet.beside,
        "history": sheet.history,
        "more": [_flat(f) for f in sheet.more],
        "summary": sheet.summary,
        "documents": [
            {
                "id": d.id,
                "title": d.title,
                "url": safe.web_url(d.url) or None,
                "provider": d.provider or None,
                "published_at": _moment(d.published_at),
            }
            for d in sheet.documents
        ],
    }
    return msgspec.json.format(_json.encode(told), indent=2)


def _flat(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "doc_id": fact.doc_id,
        "subject": fact.subject,
        "predicate": fact.predicate,
        "object": fact.object,
        "value": fact.value,
        "value_text": fact.value_text,
        "period": fact.period,
        "measure_variant": fact.measure_variant,
        "bound": fact.bound,
        "quote": fact.quote,
        "quote_start": fact.quote_span.start,
        "quote_end": fact.quote_span.end,
        "value_start": fact.value_span.start,
        "value_end": fact.value_span.end,
        "page": fact.page,
        "confidence": round(fact.confidence, 3),
        "source_url": safe.web_url(fact.source_url) or None,
        "provider": fact.provider or None,
        "published_at": _moment(fact.published_at),
    }


def _moment(at: datetime | None) -> str | None:
    return iso(at) if at else None
