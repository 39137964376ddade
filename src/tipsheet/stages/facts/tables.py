"""Title lists and figure tables, as they stand in the plain lines of a filing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import names
from .amounts import figure
from .claims import Claim, Context
from .dates import _ended, _MONTH, _YEAR, read_words
from .reading import Sentence
from .rows import LABELS, prose, row

_NAME_LINE = rf"(?:(?:Mr|Ms|Mrs|Dr|Sir|Prof)\.?\s)?(?P<name>{names._WORD}(?:[ \u00a0](?:{names._INITIALS}|{names._WORD}|{names._PARTICLE})){{1,4}}(?:,?\s(?:Jr|Sr|II|III|IV)\.?)?)"
_ROW = re.compile(rf"^{_NAME_LINE}(?:,?\s*(?:\(?(?:age\s)?(?P<age>[2-9]\d)\)?)\s*,?|\s*[|–—:-]\s*|,\s|\s{{2,}}|\t)\s*(?P<title>.+)$")
_ALONE = re.compile(rf"^(?:/s/\s*|By:\s*(?:/s/\s*)?|Name:\s*)?{_NAME_LINE}(?:,?\s*(?:\(?(?:age\s)?(?P<age>[2-9]\d)\)?))?$")
_HEADING = re.compile(r"(?i)^(?:name|age|position|title|named executive|item|part|table|executive officers?|directors?)\b")


_SENTENCE = re.compile(r"\b(?:has|have|had|is|was|were|will|said|says|died|joined|served|who)\b|[.!?]$")


def people(context: Context) -> Iterator[Claim]:
    """Posts in lists: "Name 62 President …" on one line, or a name on one line and the title on the next."""
    sentences = context.reading.sentences
    for i, line in enumerate(sentences):
        if len(line.text) > 220 or not line.roles or not _whole_line(context, line):
            continue
        role = line.roles[0]
        row = _ROW.match(line.text)
        if row and not _SENTENCE.search(row["title"]) and role.start <= row.start("title") + 12 and role.start >= row.start("title") and _personal(row["name"], context):
            title = row["title"].strip().rstrip(".;,")
            yield from _post(context, line, row["name"], row.start("name"), title, row.start("title"), line, 0.95 if row["age"] else 0.85)
            continue
        if role.start <= 7 and re.fullmatch(r"(?:Title:\s*|Its:\s*)?", line.text[: role.start]) and i:
            above = sentences[i - 1]
            name = _ALONE.match(above.text.strip())
            if name and not above.roles and _personal(name["name"], context) and line.start - above.end <= 3 and not _HEADING.match(above.text):
                title = line.text[role.start :].strip().rstrip(".;,")
                if len(title) <= 140 and not re.search(r"\b(?:has|have|is|was|will|said)\b", title):
                    offset = above.text.index(name["name"])
                    yield from _post(context, above, name["name"], offset, title, line.start - above.start + role.start, line, 0.93)


def _whole_line(context: Context, line: Sentence) -> bool:
    """Whether the sentence starts on a line of its own."""
    text = context.reading.text
    return line.start == 0 or text[: line.start].rstrip(" \t").endswith("\n") or "\n" in text[max(0, line.start - 3) : line.start]


def _personal(name: str, context: Context) -> bool:
    kind = names.kind_of(name)
    if kind not in ("person", "unknown") or context.subjects.is_main(name):
        return False
    tokens = name.split()
    return not any(t.lower().strip(".,") in names.NOT_NAMES for t in tokens) and not all(t.isupper() and len(t) > 3 for t in tokens) and not names.find_roles(name)


def _post(context: Context, line: Sentence, name: str, at: int, title: str, title_at: int, last: Sentence, sure: float) -> Iterator[Claim]:
    subject = context.subjects.main
    end = title_at + len(title)
    yield Claim(line, "key_person_role", subject, {"kind": "role", "name": name, "role": title}, at, end, sure, last=last)
    head = re.split(r"(?i)\b(?:former|formerly|until|since)\b", title)[0]
    if re.search(r"(?i)\b(?:chief executive(?: officer)?|ceo)\b", head) and not re.search(r"(?i)\bdeputy|vice chief|assistant|chief executive officer,\s[A-Z]|chief executive(?: officer)? of (?!the (?:company|group))", head):
        yield Claim(line, "ceo", subject, {"kind": "name", "name": name}, at, at + len(name), sure, last=last)
    if re.search(r"(?i)\bchair(?:man|woman|person)?\b", head) and not re.search(r"(?i)vice[\s-]chair|deputy|committee|emerit", head):
        yield Claim(line, "chair", subject, {"kind": "name", "name": name}, at, at + len(name), sure, last=last)
    if re.search(r"(?i)\b(?:co-?)?founder\b", head):
        yield Claim(line, "founder", subject, {"kind": "name", "name": name}, at, at + len(name), sure, last=last)


# --------------------------------------------------------------------------------------- figure tables

_HEAD_CELL = re.compile(
    rf"(?P<date>{_MONTH}\s+\d{{1,2}},?\s+{_YEAR})|(?P<dmy>\d{{1,2}}\s+{_MONTH}\s+{_YEAR})|(?P<q>Q[1-4]\s?(?:FY)?\s?[’']?(?:{_YEAR}|\d{{2}})\b|[1-4]Q\s?[’']?(?:{_YEAR}|\d{{2}})\b|{_YEAR}\s?Q[1-4])|(?P<h>H[12]\s?[’']?(?:{_YEAR}|\d{{2}})\b|[12]H\s?[’']?(?:{_YEAR}|\d{{2}})\b)"
    rf"|(?P<fy>(?:FY|[Ff]iscal(?:\s[Yy]ear)?)\s?[’']?(?:{_YEAR}|\d{{2}})\b)|(?P<year>\b{_YEAR}\b)"
)
_SPAN = re.compile(
    r"(?i)\b(?P<n>three|six|nine|twelve|thirteen|twenty-six|thirty-nine|fifty-two|13|26|39|52|53|3|6|9|12)[\s-](?:months?|weeks?)\s(?:period\s)?ended(?:\s(?P<md>[A-Z][a-z]+\.?\s\d{1,2}),?)?|\b(?P<quarter>quarters?)\sended(?:\s(?P<md3>[A-Z][a-z]+\.?\s\d{1,2}),?)?|\b(?:fiscal\s)?(?P<year>years?)\sended(?:\s(?P<md2>[A-Z][a-z]+\.?\s\d{1,2}),?)?"
)
_MONTHS = {"three": 3, "13": 3, "thirteen": 3, "3": 3, "six": 6, "26": 6, "twenty-six": 6, "6": 6, "nine": 9, "39": 9, "thirty-nine": 9, "9": 9, "twelve": 12, "52": 12, "53": 12, "fifty-two": 12, "12": 12}
_UNIT = re.compile(r"(?i)\b(?:in|expressed in|\$|€|£|amounts in|figures in|eur|usd|rmb|hk\$|us\$)\s(?:u\.?s\.? )?(?:(?:dollars|us\$|rmb|eur|euro|€|\$|hk\$|£)\s?(?:in\s)?)?(?P<unit>thousands|millions|billions|million|thousand|billion|mn|bn)\b|(?:[€$£]|eur|usd|rmb)\s?(?P<unit2>million|thousand|billion|mn|m|bn|k)\b|\b(?P<unit3>thousands|millions|billions) of (?:u\.?s\.? )?(?:dollars|euros?|rmb|yuan|yen|pounds)")
_UNITS = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_CODES = {"$": "USD", "US$": "USD", "HK$": "HKD", "€": "EUR", "£": "GBP", "¥": "JPY", "RMB": "CNY", "EUR": "EUR", "USD": "USD", "CHF": "CHF"}


def figures(context: Context) -> Iterator[Claim]:
    """Rows of income statements and balance sheets: a label, then n numbers under n dated columns."""
    sentences = context.reading.sentences
    columns: list[tuple[str, float]] = []
    spans: list[tuple[int, str]] = []
    unit, currency, age = 1.0, "", 99
    table_currency = ""
    for line in sentences:
        text = line.text
        if len(text) > 260:
            columns, age, spans = [], 99, []
            continue
        found_unit = _UNIT.search(text)
        if found_unit and len(text) < 160:
            word = (found_unit["unit"] or found_unit["unit2"] or found_unit["unit3"]).lower()
            unit = _UNITS.get(word.rstrip("s") if word.rstrip("s") in _UNITS else word, 1.0)
            code = re.search(r"(?i)(US\$|HK\$|RMB|EUR|€|£|\beuros?\b|\$|yuan|\byen\b)", found_unit.group())
            if code:
                table_currency = {"euro": "EUR", "euros": "EUR", "yuan": "CNY", "yen": "JPY"}.get(code[1].lower(), _CODES.get(code[1].upper(), ""))
        span_here = [(m.start(), _span(m)) for m in _SPAN.finditer(text)]
        heads = list(_HEAD_CELL.finditer(text))
        label, cells = row(text)
        predicate = next((p for p, pattern in LABELS if label and pattern.match(label)), "")
        if predicate and cells and columns and age < 40:
            yield from _cells(context, line, predicate, label, cells, columns, unit, table_currency or currency)
            age += 1
            continue
        if heads and (len(heads) >= 2 or span_here or spans) and not prose(text):
            if span_here:
                spans = [(at, s) for at, s in span_here]
            columns = _columns(context, heads, spans, line)
            age = 0
            continue
        if span_here and not prose(text):
            spans = span_here
            columns, age = [], 99
            continue
        age += 1


def _span(m: re.Match[str]) -> str:
    if m["year"]:
        months, md = 12, m["md2"]
    elif m["quarter"]:
        months, md = 3, m["md3"]
    else:
        months, md = _MONTHS[m["n"].lower()], m["md"]
    return f"{months}|{md or ''}"


def _columns(context: Context, heads: list[re.Match[str]], spans: list[tuple[int, str]], line: Sentence) -> list[tuple[str, float]]:
    """The period of each column, from the cells of the head line and the spans above them."""
    reading = context.reading
    found: list[tuple[str, float]] = []
    per = max(1, len(heads) // max(1, len(spans)))
    for i, m in enumerate(heads):
        months, md = 0, ""
        if spans:
            span = spans[min(i // per, len(spans) - 1)][1]
            months, md = int(span.split("|")[0]), span.split("|")[1]
        words = m.group()
        if m["date"] or m["dmy"]:
            if months:
                found.append(_ended(reading, months, words, line) or ("", 0.3))
            else:
                y, mo, d = read_words(words)
                found.append((f"{y:04d}-{mo:02d}-{d:02d}" if y and mo and d else "", 0.7))
        elif m["year"]:
            if months and md:
                found.append(_ended(reading, months, f"{md}, {words}", line) or (words, 0.5))
            elif months == 12 or not months:
                found.append((f"{words}-FY" if months == 12 and reading.fiscal_end not in (None, 12) else words, 0.8))
            else:
                found.append((words, 0.4))
        else:
            digits = re.sub(r"[^\d]", "", re.sub(r"[QHFY]|[1-4](?=[QH])|(?<=[QH])[1-4]", "", words))
            year = int(digits[-4:]) if len(digits) >= 4 else 2000 + int(digits or 0)
            mark = re.search(r"Q([1-4])|([1-4])Q", words)
            half = re.search(r"H([12])|([12])H", words)
            label = f"Q{mark[1] or mark[2]}" if mark else f"H{half[1] or half[2]}" if half else "FY"
            found.append((f"{year}-{label}", 0.9))
    return found


def _cells(
    context: Context, line: Sentence, predicate: str, label: str, cells: list[re.Match[str]], columns: list[tuple[str, float]],
    unit: float, currency: str,
) -> Iterator[Claim]:
    amounts = [c for c in cells if c["num"] and not c["pct"] or c["dash"]]
    if len(amounts) < len(columns):
        return
    for cell, (period, sure) in zip(amounts, columns, strict=False):
        if not cell["num"] or not period:
            continue
        number = figure(cell["num"]) * unit
        negative = bool(cell["open"] or cell["open2"] or cell["minus"])
        kind = predicate
        if predicate == "net_profit" and negative:
            kind = "net_loss"
        start, end = cell.span()
        surface = line.text[start:end]
        trimmed = surface.strip(" ()-–—−")
        start += surface.index(trimmed)
        code = _CODES.get(cell["sym"] or "", "") or currency or context.reading.currencies["$"]
        if number < 1000 and unit == 1.0:
            continue
        yield Claim(
            line, kind, context.subjects.main, {"kind": "money", "amount": float(round(number)), "currency": code},
            start, start + len(trimmed), 0.93 * sure, period=period, variant="adjusted" if re.match(r"(?i)adjusted|non-gaap", label) else None,
        )  # fmt: skip
