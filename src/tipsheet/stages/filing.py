"""Filings as they are handed in: the bytes of a PDF or HTML document to pages of plain text.

Prose is put back into paragraphs, rows of tables stay one line each (label, then cells). Reads PDF with
pypdfium2 and HTML with lxml; inline XBRL and JSON-LD in HTML are kept as what the document says of itself.
Sources: PDF 32000-1 for what may be wrong with a file; Inline XBRL 1.1 (ix:nonFraction, ix:nonNumeric);
docs/decisions/063-filings.md for the measurements behind the choice of library.
"""

# ruff: noqa: SIM905 (a list of words is read whole)

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import lxml.etree
import lxml.html
import msgspec
import pypdfium2

from tipsheet.records import Rejected, Stated

STAGE = "filing"
MAX_BYTES = 200_000_000
MAX_CHARACTERS = 20_000_000
MAX_PAGES = 20_000
MAX_PAGE_CHARACTERS = 400_000
_MIN_CHARACTERS = 20  # a page with fewer is taken as a picture
_HTML = re.compile(rb"<(?:html|body|table|div|p|h[1-6]|!doctype)\b", re.IGNORECASE)


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """A document as text: pages begin at the offsets in `pages` (empty for HTML)."""

    text: str
    kind: str  # pdf, html, text
    title: str = ""
    subject: str = ""  # the company the document names as its own, when it is marked up
    aliases: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    stated: tuple[Stated, ...] = ()
    notes: tuple[str, ...] = ()  # what could not be read, in plain words


class PageTexts(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of some pages of a PDF, in order; None where a page cannot be read."""

    texts: tuple[str | None, ...]
    title: str = ""


def read_filing(body: bytes, *, progress: Callable[[int, int], None] | None = None) -> Filing | Rejected:
    """The text of a PDF, HTML or plain-text document; `progress(done, pages)` is called after each PDF page.

    Rejections (`reason`): `empty`, `too_large`, `encrypted`, `damaged`, `no_text` (pages without text:
    scanned), `not_a_document`. Each `detail` is one plain sentence. Pages that fail alone are named in
    `notes`. `count_pages`, `read_pages` and `join_pages` do the same for a PDF in parts.
    """
    count = count_pages(body)
    if isinstance(count, Rejected):
        return count
    if count is None:
        return _read_html(body) if _HTML.search(body[:20000]) else _read_text(body)
    part = read_pages(body, 0, count, progress=progress)
    return part if isinstance(part, Rejected) else join_pages([part])


def count_pages(body: bytes) -> int | Rejected | None:
    """How many pages a PDF has; None for other documents. Rejections as of `read_filing`."""
    if not body.strip():
        return _no("empty", "the file is empty")
    if len(body) > MAX_BYTES:
        return _no("too_large", f"the file has {len(body):,} bytes, more than {MAX_BYTES:,}")
    if b"%PDF-" not in body[:1024]:
        if b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _no("not_a_document", "the file is neither PDF nor HTML nor text")
        return None
    document = _open_pdf(body)
    if isinstance(document, Rejected):
        return document
    try:
        count = len(document)
    finally:
        document.close()
    if count > MAX_PAGES:
        return _no("too_large", f"the PDF says that it has {count:,} pages, more than {MAX_PAGES:,}")
    return count if count > 0 else _no("damaged", _DAMAGED)


def read_pages(
    body: bytes, first: int, end: int, *, progress: Callable[[int, int], None] | None = None
) -> PageTexts | Rejected:
    """The texts of the pages from number `first` (from 0) to before `end`."""
    document = _open_pdf(body)
    if isinstance(document, Rejected):
        return document
    texts = []
    try:
        for number in range(first, end):
            texts.append(_page_text(document, number))
            if progress:
                progress(number + 1, end)
        return PageTexts(texts=tuple(texts), title="" if first else _pdf_title(document))
    finally:
        document.close()


def join_pages(parts: Iterable[PageTexts]) -> Filing | Rejected:
    """The whole PDF from the texts of its pages, in order."""
    held = list(parts)
    texts = [text for part in held for text in part.texts]
    failed = [n for n, text in enumerate(texts, 1) if text is None]
    if len(failed) == len(texts):
        return _no("damaged", _DAMAGED)
    if not any(len(text.strip()) >= _MIN_CHARACTERS for text in texts if text):
        pages = "its one page holds" if len(texts) == 1 else f"its {len(texts):,} pages hold"
        return _no("no_text", f"{pages} no text, only pictures (scanned?); a text layer is needed")
    starts, length = [], 0
    for text in texts:
        starts.append(length)
        length += len(text or "") + 2
    if length > MAX_CHARACTERS:
        return _no("too_large", f"the text has more than {MAX_CHARACTERS:,} characters")
    return Filing(
        text="\n\n".join(text or "" for text in texts),
        kind="pdf",
        title=held[0].title,
        pages=tuple(starts),
        notes=(f"pages not read: {_runs(failed)}",) if failed else (),
    )


def _runs(numbers: list[int]) -> str:
    """`1-3, 7`: page numbers, those that follow one another together."""
    found: list[list[int]] = []
    for n in numbers:
        if found and found[-1][1] == n - 1:
            found[-1][1] = n
        else:
            found.append([n, n])
    return ", ".join(f"{a}-{b}" if b > a else f"{a}" for a, b in found)


def _no(reason: str, detail: str) -> Rejected:
    return Rejected(stage=STAGE, reason=reason, detail=detail)


def _read_text(body: bytes) -> Filing | Rejected:
    text = body.decode("utf-8-sig", "replace").replace("\r\n", "\n")[:MAX_CHARACTERS]
    return Filing(text=text, kind="text")


# ------------------------------------------------------------------------------------------------- PDF

_DAMAGED = "no page of the PDF can be read: it is cut off or damaged; fetch it again"


def _open_pdf(body: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or getattr(error, "err_code", None) == 4:
            return _no("encrypted", "the PDF is locked with a password; save a copy without one")
        return _no("damaged", "the PDF cannot be opened: it is cut off or damaged; fetch it again")


def _pdf_title(document: Any) -> str:
    try:
        return " ".join((document.get_metadata_dict().get("Title") or "").split())[:300]
    except pypdfium2.PdfiumError:
        return ""


def _page_text(document: Any, number: int) -> str | None:
    try:
        page = document[number]
        try:
            layer = page.get_textpage()
            try:
                return reflow(layer.get_text_bounded()[:MAX_PAGE_CHARACTERS])
            finally:
                layer.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None


_ROW_END = re.compile(r"(?:[\d)%]|[—–-])\s*$")
_NUMBER = re.compile(r"(?<![\w.,])[($€£¥]*\s?\d[\d,.]*\)?%?(?![\w])")
_BULLET = re.compile(r"^\s*(?:[•▪◦·*–—-]|\(?[a-z0-9ivx]{1,4}[.)])\s")


def reflow(raw: str) -> str:
    """Lines of a printed page put back into paragraphs; headings, list items and table rows keep their line.

    A word cut at the end of a line is joined (PDFium marks the cut with U+FFFE or U+0002).
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(
        r"[\ufffe\x02-]\n(?=[a-z])" if "\ufffe" in text or "\x02" in text else r"(?<=[a-z])-\n(?=[a-z]{2})",
        "",
        text,
    )
    text = re.sub(r"[\ufffe\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    if not widths:
        return ""
    full = widths[int(len(widths) * 0.9)] * 0.72
    out: list[str] = []
    joined = False  # whether the next line goes on the last one
    for line in lines:
        if not line:
            if out and out[-1]:
                out.append("")
            joined = False
            continue
        row = _is_row(line)
        if (
            joined
            and out
            and not row
            and not _BULLET.match(line)
            and (line[0].islower() or len(out[-1].rsplit("\n", 1)[-1]) >= full)
        ):
            out[-1] += " " + line
        else:
            out.append(line)
        joined = not row and len(line) >= full
    return "\n".join(out).strip()


def _is_row(line: str) -> bool:
    """Whether a line looks like a row of a table: few words, then figures to its end."""
    figures = _NUMBER.findall(line)
    return (
        bool(figures)
        and _ROW_END.search(line) is not None
        and len(line) < 160
        and (len(figures) >= 2 or len(line.split()) <= 6)
        and not line.endswith(".")
    )


# ------------------------------------------------------------------------------------------------ HTML

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul br title "
    "summary".split()
)
_HIDDEN = frozenset(
    "script style noscript template head svg iframe object ix:header ix:hidden select button".split()
)
_CELLS = frozenset(("td", "th"))
_IN_ROW = frozenset(("p", "div", "br"))  # that do not end the row they stand in


def _read_html(body: bytes) -> Filing | Rejected:
    parser = lxml.html.HTMLParser(
        encoding=_charset(body), huge_tree=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.html.document_fromstring(body, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return _no("damaged", "the HTML cannot be parsed")
    contexts = _contexts(root)
    writer = _Writer(contexts)
    writer.walk(root)
    text = writer.text()
    if len(text.strip()) < _MIN_CHARACTERS:
        return _no("no_text", "the page holds no text")
    title = " ".join((root.findtext(".//title") or "").split())
    subject, aliases = _organisation(root)
    named = next((s.surface for s in writer.stated if s.concept.endswith("EntityRegistrantName")), "")
    return Filing(
        text=text,
        kind="html",
        title=title,
        subject=named or subject,
        aliases=aliases,
        stated=tuple(writer.stated),
    )


def _charset(body: bytes) -> str | None:
    m = re.search(rb"""(?i)charset=["']?([\w-]+)""", body[:2048]) or re.search(
        rb"""(?i)encoding=["']([\w-]+)""", body[:200]
    )
    name = m[1].decode("ascii") if m else "utf-8"
    try:
        body[:4096].decode(name, "ignore")
    except LookupError:
        return "utf-8"
    return name


class _Writer:
    """Writes the visible text of a tree, one line a block or table row, and notes where marked-up figures
    stand."""

    def __init__(self, contexts: dict[str, str]) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.last = "\n"
        self.stated: list[Stated] = []
        self.contexts = contexts

    def text(self) -> str:
        return "".join(self.parts).rstrip()

    def put(self, words: str) -> None:
        words = re.sub(r"[\s\u00a0]+", " ", words)
        if self.last in " \n":
            words = words.lstrip(" ")
        if words and self.length < MAX_CHARACTERS:
            self.parts.append(words)
            self.length += len(words)
            self.last = words[-1]

    def _since(self, start: int) -> str:
        """What was written from offset `start` on."""
        first, at = len(self.parts), self.length
        while at > start:
            first -= 1
            at -= len(self.parts[first])
        return "".join(self.parts[first:])[start - at :]

    def line(self) -> None:
        if self.last == " ":
            kept = self.parts.pop()[:-1]
            self.length -= 1
            if kept:
                self.parts.append(kept)
            self.last = self.parts[-1][-1] if self.parts else "\n"
        if self.last != "\n" and self.length:
            self.parts.append("\n")
            self.length += 1
            self.last = "\n"

    def walk(self, root: Any) -> None:
        """Depth first without recursion: trees of strangers may be deep."""
        stack: list[tuple[Any, bool, int]] = [(root, False, 0)]
        while stack:
            node, closing, start = stack.pop()
            tag = node.tag.lower() if isinstance(node.tag, str) else ""
            if closing:
                self._mark(node, tag, start)
                if tag in _CELLS or (tag in _IN_ROW and _in_cell(node)):
                    self.put(" ")
                elif tag in _BLOCKS:
                    self.line()
                if node.tail:
                    self.put(node.tail)
                continue
            hidden = (
                tag in _HIDDEN or "display:none" in (node.get("style") or "").replace(" ", "").lower()
                if tag
                else True
            )
            if hidden:
                if node.tail:
                    self.put(node.tail)
                continue
            inside_row = tag in _IN_ROW and _in_cell(node)
            if tag in _BLOCKS and not inside_row:
                self.line()
            elif inside_row:
                self.put(" ")
            start = self.length
            stack.append((node, True, start))
            stack.extend((child, False, 0) for child in reversed(node))
            if node.text:
                self.put(node.text)

    def _mark(self, node: Any, tag: str, start: int) -> None:
        if not tag.startswith("ix:non") or self.length <= start:
            return
        surface = self._since(start) if self.length - start < 400 else ""
        trimmed = surface.strip()
        if not trimmed:
            return
        begin = start + surface.index(trimmed)
        value: float | None = None
        if tag == "ix:nonfraction":
            value = _ix_number(trimmed, node)
            if value is None:
                return
        period = self.contexts.get(node.get("contextref") or node.get("contextRef") or "", "?")
        if period == "?":
            return
        unit = (node.get("unitref") or node.get("unitRef") or "").upper()
        self.stated.append(
            Stated(
                start=begin,
                end=begin + len(trimmed),
                surface=trimmed,
                concept=node.get("name") or "",
                value=value,
                unit=next((c for c in re.findall(r"[A-Z]{3}", unit) if c not in ("ISO", "PER")), ""),
                period=period,
            )
        )


def _in_cell(node: Any) -> bool:
    for _ in range(6):
        node = node.getparent()
        if node is None or node.tag in ("table", "body"):
            return False
        if node.tag in _CELLS:
            return True
    return False


def _ix_number(text: str, node: Any) -> float | None:
    digits = re.sub(r"[^\d.]", "", text)
    try:
        value = float(digits) * 10.0 ** int(node.get("scale") or 0)
    except ValueError:
        return None
    return -value if node.get("sign") == "-" else value


def _contexts(root: Any) -> dict[str, str]:
    """Context id -> "start/end" or "instant", without those of a segment."""
    found: dict[str, str] = {}
    for context in root.iter("xbrli:context", "context"):
        if any(
            True
            for _ in context.iter("xbrli:segment", "segment", "xbrldi:explicitmember", "xbrldi:typedmember")
        ):
            continue
        dates = {
            str(e.tag).split(":")[-1].lower(): (e.text or "").strip()
            for e in context.iter()
            if isinstance(e.tag, str)
        }
        if dates.get("startdate") and dates.get("enddate"):
            found[context.get("id") or ""] = f"{dates['startdate']}/{dates['enddate']}"
        elif dates.get("instant"):
            found[context.get("id") or ""] = dates["instant"]
    return found


def _organisation(root: Any) -> tuple[str, tuple[str, ...]]:
    """The organisation a page says it belongs to or is about, from its JSON-LD, with its other names."""
    for script in root.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except ValueError:
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(k in ("Corporation", "Organization") for k in kinds) and isinstance(node.get("name"), str):
                others = node.get("alternateName") or node.get("legalName") or []
                others = others if isinstance(others, list) else [others]
                return node["name"], tuple(o for o in others if isinstance(o, str))
    return "", ()


def _nodes(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for item in data[:50]:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "about", "mainEntity"):
            if key in data:
                yield from _nodes(data[key], depth + 1)
