"""Every answer the invented sites give: (host, path) -> `Resource`, made from the world for one moment."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache, partial
from importlib.resources import files

import jinja2
import msgspec
from markupsafe import Markup

from tipsheet.demo import feeds, pictures
from tipsheet.demo.world import Piece, Publisher, World, content, number, slugify

_MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "de": (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
}
_TEXT_ONLY = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


class Resource(msgspec.Struct, frozen=True):
    """What is found at one address."""

    type: str
    body: Callable[[], bytes]
    status: int = 200
    modified_at: datetime | None = None
    location: str = ""
    delay_s: float = 0.0


class Teaser(msgspec.Struct, frozen=True):
    """Another piece as a page names it."""

    url: str
    title: str
    deck: str


class Picture(msgspec.Struct, frozen=True):
    """The lead picture of a piece."""

    host: str
    file: str
    format: str
    width: int
    height: int
    alt: str

    @property
    def path(self) -> str:
        return f"/pictures/{self.file}"

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"

    def bytes(self) -> bytes:
        return pictures.draw(self.file, self.width, self.height, self.format)


def picture(piece: Piece) -> Picture | None:
    """The lead picture of a piece; None when it has none. A copy brings the picture of its publisher."""
    if not piece.image:
        return None
    format_, size = piece.publisher.image.split()
    width, height = (int(x) for x in size.split("x"))
    suffix = {"jpeg": "jpg"}.get(format_, format_)
    what = ("Turbine in the tideway", "Work boat under way", "Figures for the sector", "Headland and light")
    file = f"{slugify(piece.title)[:32].strip('-')}-{number(piece.id)}-{width}.{suffix}"
    return Picture(piece.publisher.host, file, format_, width, height, what[number(piece.id) % 4])


@cache
def _templates() -> jinja2.Environment:
    folder = files("tipsheet.demo") / "templates"
    loader = jinja2.FunctionLoader(lambda name: (folder / name).read_text("utf-8"))
    templates = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    templates.filters["slug"] = slugify
    return templates


def blocks(text: str) -> list[Markup]:
    """The paragraphs of a piece as HTML elements."""
    out = []
    for block in text.split("\n\n"):
        if block.startswith("## "):
            out.append(f"<h2>{html.escape(block[3:], quote=False)}</h2>")
        elif block.startswith("- "):
            items = (html.escape(line[2:], quote=False) for line in block.split("\n"))
            out.append("<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul>")
        elif entry := re.match(r"\[(\d\d:\d\d)\] (.*)", block, re.S):
            body = html.escape(entry[2], quote=False)
            out.append(f'<div class="entry"><time class="entry-time">{entry[1]}</time><p>{body}</p></div>')
        else:
            out.append(f"<p>{html.escape(block, quote=False)}</p>")
    return [Markup(b) for b in out]


def _when(piece: Piece, at: datetime) -> str:
    """The moment as the publisher prints it."""
    at = at + timedelta(hours=piece.publisher.offset_h)
    language = piece.publisher.language
    month = _MONTHS.get(language, _MONTHS["en"])[at.month - 1]
    match piece.publisher.key:
        case "gezeiten":
            return f"{at.day}. {month} {at.year}, {at:%H:%M} Uhr"
        case "seafarer" | "coastcrier":
            return f"{month[:3]} {at.day}, {at.year} {at:%I:%M %p}"
        case "authority" | "fieldnotes" | "moonpull" | "gridpost":
            return f"{at.day} {month} {at.year}"
        case "skarvoyvoice":
            return f"{month} {at.day}, {at.year}"
    return f"{at.day} {month} {at.year}, {at:%H.%M}"


def _json_ld(piece: Piece, iso: str, changed: str, shot: Picture | None) -> Markup:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if piece.kind == "live" else "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": piece.url},
        "headline": piece.title,
        "description": piece.deck,
        "datePublished": iso,
        "dateModified": changed,
        "inLanguage": piece.publisher.language,
        "author": [{"@type": "Person", "name": piece.by}] if piece.by else piece.publisher.name,
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": piece.publisher.name,
            "logo": {"@type": "ImageObject", "url": f"{piece.publisher.site}/pictures/logo-60.png"},
        },
    }
    if shot:
        data["image"] = {"@type": "ImageObject", "url": shot.url, "width": shot.width, "height": shot.height}
    if piece.publisher.paywalled:
        data["isAccessibleForFree"] = False
        data["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".barrier"}
    return Markup(json.dumps(data, ensure_ascii=False).replace("</", "<\\/"))


def _article(piece: Piece, earlier: list[Piece], origin: str, until: datetime, template: str) -> bytes:
    zone = timezone(timedelta(hours=piece.publisher.offset_h))
    changed = piece.changed_at(until)
    iso, iso_changed = (t.astimezone(zone).isoformat().replace("+00:00", "Z") for t in (piece.at, changed))
    shot = picture(piece)
    text = piece.text_at(until)
    body = [Markup((content() / piece.body_file).read_text("utf-8"))] if piece.body_file else blocks(text)
    page = (
        _templates()
        .get_template(template)
        .render(
            p=piece,
            site=piece.publisher,
            n=number(piece.id),
            deck=piece.deck or text.split("\n\n")[0][:180],
            blocks=body,
            iso=iso,
            iso_changed=iso_changed,
            day=piece.at.date().isoformat(),
            when=_when(piece, piece.at),
            minutes=max(1, len(text.split()) // 200),
            image=shot,
            origin=origin,
            amp=amp_path(piece),
            related=[Teaser(x.url, x.title, x.deck) for x in earlier[:5]],
            ld=_json_ld(piece, iso, iso_changed, shot),
        )
    )
    return page.encode("latin-1", "xmlcharrefreplace") if piece.publisher.key == "gazette" else page.encode()


def amp_path(piece: Piece) -> str:
    """Where the AMP form of a piece lives, "" when its publisher makes none."""
    site = piece.publisher.site
    return f"{site}/amp{piece.url.removeprefix(site)}" if piece.publisher.amp else ""


def _document(piece: Piece, until: datetime) -> tuple[str, bytes]:
    """A page that is not HTML: a small PDF with the piece's text."""
    lines = [piece.title, ""]
    for paragraph in piece.text_at(until).split("\n\n"):
        lines += [*re.findall(r".{1,84}(?:\s|$)", paragraph), ""]
    plain = str.maketrans("()\\", "[]/")
    drawn = "".join(f"({line.strip().translate(plain)}) '\n" for line in lines)
    stream = f"BT /F1 10 Tf 14 TL 56 780 Td\n{drawn}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for i, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % o for o in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return "application/pdf", bytes(out)


def _robots(publisher: Publisher) -> bytes:
    lines = ["User-agent: *"]
    if publisher.crawl_delay_s:
        lines += ["Disallow: /print/", "Disallow: /comment/", f"Crawl-delay: {publisher.crawl_delay_s}"]
    else:
        lines += ["Disallow: /login"]
    if publisher.feed in ("sitemap_index", "news_sitemap"):
        lines += ["", f"Sitemap: {publisher.site}{publisher.source}"]
    return ("\n".join(lines) + "\n").encode()


def site(world: World, until: datetime) -> dict[tuple[str, str], Resource]:
    """All that the world answers at a moment, by host and path (with its query)."""
    out: dict[tuple[str, str], Resource] = {}
    urls = {p.id: p.url for p in world.pieces}

    def put(
        publisher: Publisher,
        path: str,
        type_: str,
        body: bytes | Callable[[], bytes],
        modified_at: datetime | None = None,
        status: int = 200,
        location: str = "",
    ) -> None:
        make = body if callable(body) else partial(bytes, body)
        resource = Resource(type_, make, status, modified_at, location, publisher.delay_s)
        if (publisher.host, path) in out:
            raise ValueError(f"two resources at {publisher.site}{path}")
        out[publisher.host, path] = resource

    for publisher in world.publishers:
        pieces = world.by_host(until)[publisher.host]
        newest = max((p.changed_at(until) for p in pieces), default=None)
        if publisher.feed == "gone":
            put(publisher, publisher.source, _TEXT_ONLY, b"This feed has ended.\n", status=410)
            continue
        put(publisher, "/robots.txt", _TEXT_ONLY, _robots(publisher))
        for path, type_, body in feeds.documents(publisher, pieces, until, picture):
            put(publisher, path, type_, body, modified_at=newest)
        if publisher.moved_from:
            target = publisher.site + publisher.source
            put(publisher, publisher.moved_from, _TEXT_ONLY, b"", status=301, location=target)
        front = (
            _templates()
            .get_template("front.html")
            .render(
                site=publisher,
                feeds=feeds.autodiscovery(publisher),
                latest=[Teaser(p.url, p.title, p.deck) for p in pieces[:30]],
            )
        )
        put(publisher, "/", HTML, front.encode(), modified_at=newest)
        logo = partial(pictures.draw, publisher.host, 60, 60, "png")
        put(publisher, "/pictures/logo-60.png", "image/png", logo)
        for i, piece in enumerate(pieces):
            path = piece.url.removeprefix(publisher.site)
            changed = piece.changed_at(until)
            if piece.kind == "document":
                type_, body = _document(piece, until)
                put(publisher, path, type_, body, modified_at=changed)
                continue
            earlier = pieces[i + 1 : i + 6]
            origin = urls.get(piece.copy_of or "", "")
            type_ = "text/html" if publisher.key == "gazette" else HTML
            body = _article(piece, earlier, origin, until, f"{publisher.key}.html")
            put(publisher, path, type_, body, modified_at=changed)
            if publisher.amp:
                amp = amp_path(piece).removeprefix(publisher.site)
                body = _article(piece, earlier, origin, until, "mobiletide_amp.html")
                put(publisher, amp, HTML, body, modified_at=changed)
            if shot := picture(piece):
                put(publisher, shot.path, f"image/{shot.format}", shot.bytes, modified_at=piece.at)
    return out
