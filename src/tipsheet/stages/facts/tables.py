"""Title lists and figure tables, as they stand in the plain lines of a filing."""

# ruff: noqa: E501 (a pattern is read whole)

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import NamedTuple

from . import names
from ._regex import rx
from .amounts import bound_before, figure, find_money, find_numbers, find_percents
from .claims import Claim, Context
from .dates import MONTH, YEAR, ended, read_words
from .reading import Sentence
from .rows import LABELS, prose, row
from .vocabulary import NOT_NAMES

_NAME_LINE = rf"(?:(?:Mr|Ms|Mrs|Dr|Sir|Prof)\.?\s)?(?P<name>(?:{names._WORD}|{names._INITIALS})(?:[ \u00a0](?:{names._INITIALS}|{names._WORD}|{names._PARTICLE})){{1,4}}(?:,?\s(?:Jr|Sr|II|III|IV)\.?)?)"
_ROW = rx(
    rf"^{_NAME_LINE}(?:,?\s*(?:\(?(?:age\s)?(?P<age>[2-9]\d)\)?)\s*,?|\s*[|–—:-]\s*|,\s|\s{{2,}}|\t)\s*(?P<title>.+)$"
)
_ALONE = rx(
    rf"^(?:/s/\s*|By:\s*(?:/s/\s*)?|Name:\s*)?{_NAME_LINE}(?:,?\s*(?:\(?(?:age\s)?(?P<age>[2-9]\d)\)?))?$"
)
_HEADING = rx(
    r"(?i)^(?:name|age|position|title|named executive|item|part|table|executive officers?|directors?)\b(?!:)"
)


# "president, Larkmoor Bank": a list of people of several houses
_ELSEWHERE = rx(
    r"(?P<post>[^,]+(?:,\s(?:and\s)?[a-z][^,]+)?),\s(?P<org>[A-Z][\w&’'-]+(?:\s(?:[A-Z][\w&.’'-]*|&|of|the|for|and)){0,6})"
)
_SENTENCE = rx(r"\b(?:has|have|had|is|was|were|will|said|says|died|joined|served|who)\b|[.!?]$")


def people(context: Context) -> Iterator[Claim]:
    """Posts in lists: "Name 62 President …" on one line, or a name on one line and the title on the next."""
    sentences = context.reading.sentences
    for i, line in enumerate(sentences):
        if len(line.text) > 220 or not line.roles or not _whole_line(context, line):
            continue
        role = line.roles[0]
        signed = line.text[: role.start].strip(" ,")
        tail = line.text[role.end :]
        if (
            role.start > 4
            and rx(rf"(?:/s/\s*)?{_NAME_LINE}").fullmatch(signed)
            and len(tail) < 90
            and not _SENTENCE.search(line.text.rstrip("."))
            and (signed.startswith("/s/") or rx(r"\d{4}\s*$").search(tail))
        ):
            name = rx(r"^/s/\s*").sub("", signed)
            if _personal(name, context):
                title = (
                    rx(rf"\s*(?:Date:?\s*)?{MONTH}\s+\d{{1,2}},?\s+{YEAR}\s*$")
                    .sub("", line.text[role.start :])
                    .strip(" .;,")
                )
                yield from _post(context, line, name, line.text.index(name), title, role.start, line, 0.93)
                continue
        row = _ROW.match(line.text)
        if row and (len(tail) > 70 or rx(r"[:“”\"]").search(line.text)):
            row = None
        if (
            row
            and not _SENTENCE.search(row["title"])
            and role.start <= row.start("title") + 12
            and role.start >= row.start("title")
            and _personal(row["name"], context)
        ):
            title = row["title"].strip().rstrip(".;,")
            yield from _post(
                context,
                line,
                row["name"],
                row.start("name"),
                title,
                row.start("title"),
                line,
                0.95 if row["age"] else 0.85,
            )
            continue
        if role.start <= 7 and rx(r"(?:Title:\s*|Its:\s*)?").fullmatch(line.text[: role.start]) and i:
            above = sentences[i - 1]
            if i > 1 and rx(r"[2-9]\d").fullmatch(above.text.strip()):
                above = sentences[i - 2]  # the age stands on a line between
            alone = _ALONE.match(above.text.strip())
            if (
                alone
                and not above.roles
                and _personal(alone["name"], context)
                and line.start - above.end <= 6
                and not _HEADING.match(above.text)
            ):
                title = line.text[role.start :].strip().rstrip(".;,")
                if len(title) <= 140 and not rx(r"\b(?:has|have|is|was|will|said)\b").search(title):
                    offset = above.text.index(alone["name"])
                    yield from _post(
                        context,
                        above,
                        alone["name"],
                        offset,
                        title,
                        line.start - above.start + role.start,
                        line,
                        0.93,
                    )


def _whole_line(context: Context, line: Sentence) -> bool:
    """Whether the sentence starts on a line of its own."""
    text = context.reading.text
    return (
        line.start == 0
        or text[: line.start].rstrip(" \t").endswith("\n")
        or "\n" in text[max(0, line.start - 3) : line.start]
    )


def _personal(name: str, context: Context) -> bool:
    kind = names.kind_of(name)
    if kind not in ("person", "unknown") or context.subjects.is_main(name):
        return False
    tokens = name.split()
    return (
        not any(t.lower().strip(".,") in NOT_NAMES for t in tokens)
        and not all(t.isupper() and len(t) > 3 for t in tokens)
        and not names.find_roles(name)
    )


def _post(
    context: Context,
    line: Sentence,
    name: str,
    at: int,
    title: str,
    title_at: int,
    last: Sentence,
    sure: float,
) -> Iterator[Claim]:
    subject = context.subjects.main
    end = title_at + len(title)
    elsewhere = _ELSEWHERE.fullmatch(title)
    if (
        elsewhere
        and sure < 0.9
        and not names.is_field(elsewhere["org"].split()[0].strip(","))
        and not names.find_roles(elsewhere["org"])
    ):
        title, subject = elsewhere["post"], context.subjects.canonical(elsewhere["org"])
        sure -= 0.1
    yield Claim(
        line,
        "key_person_role",
        subject,
        {"kind": "role", "name": name, "role": title},
        at,
        end,
        sure,
        last=last,
    )
    head = rx(r"(?i)\b(?:former|formerly|until|since)\b").split(title)[0]
    if rx(r"(?i)\b(?:chief executive(?: officer)?|ceo)\b").search(head) and not rx(
        r"(?i)\bdeputy|vice chief|assistant|chief executive officer,\s[A-Z]|chief executive(?: officer)? of (?!the (?:company|group))"
    ).search(
        head,
    ):
        yield Claim(line, "ceo", subject, {"kind": "name", "name": name}, at, at + len(name), sure, last=last)
    if rx(r"(?i)\bchair(?:man|woman|person)?\b").search(head) and not rx(
        r"(?i)vice[\s-]chair|deputy|committee|emerit"
    ).search(head):
        yield Claim(
            line, "chair", subject, {"kind": "name", "name": name}, at, at + len(name), sure, last=last
        )
    if rx(r"(?i)\b(?:co-?)?founder\b").search(head):
        yield Claim(
            line, "founder", subject, {"kind": "name", "name": name}, at, at + len(name), sure, last=last
        )


# --------------------------------------------------------------------------------------- figure tables

_HEAD_CELL = rx(
    rf"(?P<date>{MONTH}\s+\d{{1,2}},?\s+{YEAR})|(?P<dmy>\d{{1,2}}\s+{MONTH}\s+{YEAR})|(?P<q>Q[1-4]\s?(?:FY)?\s?[’']?(?:{YEAR}|\d{{2}})\b|[1-4]Q\s?[’']?(?:{YEAR}|\d{{2}})\b|{YEAR}\s?Q[1-4])|(?P<h>H[12]\s?[’']?(?:{YEAR}|\d{{2}})\b|[12]H\s?[’']?(?:{YEAR}|\d{{2}})\b)"
    rf"|(?P<fy>(?:FY|[Ff]iscal(?:\s[Yy]ear)?)\s?[’']?(?:{YEAR}|\d{{2}})\b)|(?P<year>\b{YEAR}\b)"
)
_DAY = rx(rf"(?i)^as (?:of|at)\s(?:the\s)?(?P<md>{MONTH}\s\d{{1,2}}|\d{{1,2}}\s{MONTH}),?(?:\s{YEAR}|$)")
_SPAN = rx(
    r"(?i)\b(?P<n>three|six|nine|twelve|thirteen|twenty-six|thirty-nine|fifty-two|13|26|39|52|53|3|6|9|12)[\s-](?:months?|weeks?)\s(?:period\s)?ended(?:\s(?P<md>[A-Z][a-z]+\.?\s\d{1,2}),?)?|\b(?P<quarter>quarters?)\sended(?:\s(?P<md3>[A-Z][a-z]+\.?\s\d{1,2}),?)?|\b(?:fiscal\s)?(?P<year>years?)\sended(?:\s(?P<md2>[A-Z][a-z]+\.?\s\d{1,2}),?)?"
)
_MONTHS = {
    "three": 3,
    "13": 3,
    "thirteen": 3,
    "3": 3,
    "six": 6,
    "26": 6,
    "twenty-six": 6,
    "6": 6,
    "nine": 9,
    "39": 9,
    "thirty-nine": 9,
    "9": 9,
    "twelve": 12,
    "52": 12,
    "53": 12,
    "fifty-two": 12,
    "12": 12,
}
_UNIT = rx(
    r"(?i)\b(?:in|expressed in|\$|€|£|amounts in|figures in|eur|usd|rmb|hk\$|us\$)\s(?:u\.?s\.? )?(?:(?:dollars|us\$|rmb|eur|euro|€|\$|hk\$|£)\s?(?:in\s)?)?(?P<unit>thousands|millions|billions|million|thousand|billion|mn|bn)\b(?:\sof\s(?:u\.?s\.? )?(?:dollars|euros?|rmb|yuan|yen|pounds)\b)?|(?:[€$£]|eur|usd|rmb)\s?(?P<unit2>million|thousand|billion|mn|m|bn|k)\b|\b(?P<unit3>thousands|millions|billions) of (?:u\.?s\.? )?(?:dollars|euros?|rmb|yuan|yen|pounds)"
)
# What `_UNIT` cannot do without, in lower case: a unit that no figure stands before.
_MAY_BE_UNIT = rx(
    r"(?<!\d)(?<!\d\s)(?:thousand|million|billion|mn|bn)|(?:thousands|millions|billions) of|(?:[€$£]|eur|usd|rmb)\s?[mk]\b"
)
_UNITS = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_CODES = {
    "$": "USD",
    "US$": "USD",
    "HK$": "HKD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "RMB": "CNY",
    "EUR": "EUR",
    "USD": "USD",
    "CHF": "CHF",
}


class Row(NamedTuple):
    """One row of a table: a line, or a label with its cells on lines of their own; offsets count from `first`."""

    first: Sentence
    last: Sentence
    text: str  # line breaks are spaces, so that offsets hold


_OF_WHICH = rx(r"(?:of which|thereof|including)\s(?:the\s)?(?P<name>[A-Z][\w&’' -]{1,40})")
_ANNUAL = rx(r"\b5[23] weeks\b|annual report|form 10-k|years? ended")
_DIGIT = rx(r"\d")
_CELL_LINE = rx(r"(?:US\$|HK\$|RMB|[$€£¥])?\s*[(–—-]?\s*(?:\d[\d.,]*)?\s*[)%]{0,2}|—|–|-")


def logical_rows(context: Context) -> Iterator[Row]:
    """The lines of a document, cells that stand on lines of their own put behind their label."""
    sentences = context.reading.sentences
    text = context.reading.text
    i = 0
    while i < len(sentences):
        first = last = sentences[i]
        i += 1
        if len(first.text) <= 160 and not first.text.endswith((".", "?", "!")):
            while (
                i < len(sentences)
                and len(sentences[i].text) < 24
                and _CELL_LINE.fullmatch(sentences[i].text)
                and sentences[i].start - last.end <= 3
            ):
                last = sentences[i]
                i += 1
        joined = first.text if first is last else text[first.start : last.end].replace("\n", " ")
        yield Row(first, last, joined)


def _tells_scale(low: str) -> bool:
    """Whether a word for a thousand or more, or a sign of money, stands in the lower-cased line."""
    return (
        "illion" in low or "thousand" in low or "$" in low or "€" in low or "£" in low
        or "bn" in low or "mn" in low or "eur" in low or "usd" in low or "rmb" in low
    )  # fmt: skip


def figures(context: Context, rows: list[Row]) -> Iterator[Claim]:
    """Rows of income statements and balance sheets: a label, then n numbers under n dated columns."""
    columns: list[tuple[str, float, str]] = []
    spans: list[tuple[int, str]] = []
    unit, currency, age = 1.0, "", 99
    after_revenue = False  # whether the rows just read are revenue and its parts
    for line in rows:
        text = line.text
        if len(text) > 260:
            columns, age, spans = [], 99, []
            continue
        low = text.lower()
        if not (
            "ended" in low
            or "as of" in low
            or "as at" in low
            or " in " in low
            or "illion" in low
            or "thousand" in low
            or _DIGIT.search(text)
        ):
            age += 1
            continue
        found_unit = None
        if len(text) < 160 and _tells_scale(low) and _MAY_BE_UNIT.search(low):
            found_unit = _UNIT.search(text)
        if found_unit:
            word = (found_unit["unit"] or found_unit["unit2"] or found_unit["unit3"]).lower()
            unit = _UNITS.get(word.rstrip("s") if word.rstrip("s") in _UNITS else word, 1.0)
            code = rx(
                r"(?i)(US\$|HK\$|RMB|EUR|€|£|\beuros?\b|\bpounds\b|\bdollars\b|\$|yuan|\byen\b)"
            ).search(found_unit.group())
            if code:
                currency = {
                    "euro": "EUR",
                    "euros": "EUR",
                    "pounds": "GBP",
                    "dollars": "USD",
                    "yuan": "CNY",
                    "yen": "JPY",
                }.get(code[1].lower(), _CODES.get(code[1].upper(), ""))
        span_here = [(m.start(), _span(m)) for m in _SPAN.finditer(text)] if "ended" in low else []
        if len(text) > 60 and text.endswith("."):
            span_here = []  # a sentence heads no table
        if not span_here and len(text) < 60 and (day := _DAY.match(text)):
            span_here = [(0, f"0|{day['md']}")]
        label, cells = row(text) if columns and age < 40 else ("", [])
        predicate = next((p for p, pattern in LABELS if pattern.match(label)), "") if cells and label else ""
        if not predicate and cells and after_revenue and (part := _OF_WHICH.fullmatch(label)):
            yield from _cells(
                context, line, "revenue", label, cells, columns, unit, currency, f"segment:{part['name']}"
            )
            age += 1
            continue
        if predicate and not currency:
            currency = next((_CODES.get(c["sym"], "") for c in cells if c["sym"]), "")
        after_revenue = predicate == "revenue" or (after_revenue and not predicate and bool(cells))
        if predicate and cells:
            yield from _cells(context, line, predicate, label, cells, columns, unit, currency)
            age += 1
            continue
        if prose(text):
            age += 1
            continue
        heads = list(_HEAD_CELL.finditer(text))
        if heads and (len(heads) >= 2 or span_here or spans) and _is_head(text):
            if span_here:
                spans = span_here
            found = _columns(context, heads, spans, line.first)
            # heads on lines of their own ("September 30," "2014", "June 30," "2014") add up
            columns = columns + found if age == 0 and len(heads) == 1 and not span_here else found
            age = 0
            continue
        if span_here:
            spans = span_here
            columns, age = [], 99
            continue
        age += 1


def _is_head(text: str) -> bool:
    """Whether hardly more than dates, spans and words such as "unaudited" stand in the line."""
    rest = _SPAN.sub("", _HEAD_CELL.sub("", text))
    rest = rx(
        r"(?i)unaudited|audited|change|restated|note|year|months|quarter|to|ended|december|millions?|thousands?|in|except|per share|data|amounts|[€$£%]"
    ).sub(
        "",
        rest,
    )
    return len(rx(r"[^\w]").sub("", rest)) <= 24 and len(rx(r"\d").findall(rest)) <= 4


def _span(m: re.Match[str]) -> str:
    if m["year"]:
        months, md = 12, m["md2"]
    elif m["quarter"]:
        months, md = 3, m["md3"]
    else:
        months, md = _MONTHS[m["n"].lower()], m["md"]
    return f"{months}|{md or ''}"


def _columns(
    context: Context, heads: list[re.Match[str]], spans: list[tuple[int, str]], line: Sentence
) -> list[tuple[str, float, str]]:
    """(period, sureness, closing day or "") of each column, from the cells of the head line and the spans above them."""
    reading = context.reading
    found: list[tuple[str, float]] = []
    days: list[str] = []
    per = max(1, len(heads) // max(1, len(spans)))
    for i, m in enumerate(heads):
        months, md = 0, ""
        if spans:
            span = spans[min(i // per, len(spans) - 1)][1]
            months, md = int(span.split("|")[0]), span.split("|")[1]
        words = m.group()
        closing = words if m["date"] or m["dmy"] else f"{md}, {words}" if m["year"] and md else ""
        y, mo, d = read_words(closing) if closing else (None, 0, None)
        days.append(f"{y:04d}-{mo:02d}-{d:02d}" if y and mo and d else "")
        if m["date"] or m["dmy"]:
            if months:
                found.append(ended(reading, months, words, line) or ("", 0.3))
            else:
                y, mo, d = read_words(words)
                found.append((f"{y:04d}-{mo:02d}-{d:02d}" if y and mo and d else "", 0.7))
        elif m["year"]:
            if not months and md:
                y, mo, d = read_words(f"{md}, {words}")
                found.append((f"{y:04d}-{mo:02d}-{d:02d}" if y and mo and d else words, 0.8))
            elif months and md:
                found.append(ended(reading, months, f"{md}, {words}", line) or (words, 0.5))
            elif months == 12 or not months:
                found.append(
                    (f"{words}-FY" if months == 12 and reading.fiscal_end not in (None, 12) else words, 0.8)
                )
            else:
                found.append((words, 0.4))
        else:
            digits = rx(r"[^\d]").sub("", rx(r"[QHFY]|[1-4](?=[QH])|(?<=[QH])[1-4]").sub("", words))
            year = int(digits[-4:]) if len(digits) >= 4 else 2000 + int(digits or 0)
            mark = rx(r"Q([1-4])|([1-4])Q").search(words)
            half = rx(r"H([12])|([12])H").search(words)
            label = f"Q{mark[1] or mark[2]}" if mark else f"H{half[1] or half[2]}" if half else "FY"
            found.append((f"{year}-{label}", 0.9))
    return [(period, sure, day) for (period, sure), day in zip(found, days, strict=True)]


_ON_A_DAY = frozenset(("total_assets", "employs_count"))


def _closing_day(context: Context, period: str) -> str:
    """The last day of a calendar year, when the company's is one; else the period as it stands."""
    if period.isdigit() and context.reading.fiscal_end in (None, 12):
        return f"{period}-12-31"
    return period


def _usual_currency(context: Context) -> str:
    """The currency of a table that names none: the one the text writes most, the dollar when it writes none."""
    text = context.reading.text
    counts = {
        code: sum(text.count(sign) for sign in signs)
        for code, signs in (("EUR", ("€", "EUR ")), ("GBP", ("£", "GBP ")), ("CHF", ("CHF ",)), ("$", ("$",)))
    }
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] and best != "$" else context.reading.currencies["$"]


def _cells(
    context: Context,
    line: Row,
    predicate: str,
    label: str,
    cells: list[re.Match[str]],
    columns: list[tuple[str, float, str]],
    unit: float,
    currency: str,
    segment: str = "",
) -> Iterator[Claim]:
    amounts = [c for c in cells if (c["num"] and not c["pct"]) or c["dash"]]
    if len(amounts) < len(columns):
        return
    for cell, (period, sure, day) in zip(amounts, columns, strict=False):
        if predicate in _ON_A_DAY:  # what there is on a day, not over a time
            period = day or _closing_day(context, period)
        if not cell["num"] or not period:
            continue
        if (
            predicate not in _ON_A_DAY
            and rx(r"\d{4}-\d\d-\d\d").fullmatch(period)
            and _ANNUAL.search(context.reading.lower)
        ):
            # an income statement under bare closing days: the columns are whole years
            y, mo, d = (int(p) for p in period.split("-"))
            told = ended(context.reading, 12, f"{calendar.month_name[mo]} {d}, {y}", line.first)
            period, sure = (told[0], 0.85) if told else (period, sure)
        number = figure(cell["num"]) * unit
        negative = bool(cell["open"] or cell["open2"] or cell["minus"])
        kind = predicate
        if predicate == "net_profit" and negative:
            kind = "net_loss"
        start, end = cell.span()
        surface = line.text[start:end]
        trimmed = surface.strip(" ()-–—−")
        start += surface.index(trimmed)
        if predicate == "employs_count":
            count = figure(cell["num"])
            if count >= 10 and not cell["sym"]:
                yield Claim(
                    line.first, predicate, context.subjects.main, {"kind": "number", "number": float(count)},
                    start, start + len(trimmed), 0.9 * sure, period=period, last=line.last,
                )  # fmt: skip
            continue
        named = _CODES.get(cell["sym"] or "", "") or currency
        code = named or _usual_currency(context)
        if not named:
            sure *= 0.9
        elif sure >= 0.75:
            sure = max(sure, 0.9)  # a row under a head that says when, of what size and in which money
        if number < 1000 and unit == 1.0:
            continue
        yield Claim(
            line.first, kind, context.subjects.main, {"kind": "money", "amount": float(round(number)), "currency": code},
            start, start + len(trimmed), 0.93 * sure, period=period, variant=segment or "adjusted" if segment or rx(r"(?i)adjusted|non-(?:gaap|ifrs)|underlying|pro forma").match(label) else None,
            last=line.last,
        )  # fmt: skip


# -------------------------------------------------------------------------------- holders, terms, proceeds

_HOLDERS = rx(
    r"(?i)\b(?:principal|major|largest|significant|selling|substantial|controlling|our|main)\s(?:share|stock)holders?\b|\bbeneficial own(?:er|ership)|\bshareholdings?\b|\bshare of capital\b|\bownership structure|\bpercent(?:age)? (?:of (?:class|shares|outstanding|total|ownership|voting)|owned|held|ownership)"
)
_HOLDER_ROW = rx(
    r"^(?P<name>[A-ZÀ-Ý][^\d%|]{2,70}?)[\s|.…(]*(?:\d{1,3}(?:,\d{3})+[\s|]*)*(?P<pct>\d{1,2}(?:\.\d+)?)\s?%"
)
_GROUPS = rx(
    r"(?i)\b(?:all (?:directors|executive|current)|as a group|total|others?|public|free float|treasury|name|less than)\b"
)


_NO_NAME = rx(r"(?i)\b(?:we|our|it|intends?|use|about|approximately|proceeds|plan|will|is|are|was|were)\b")


def _heads_holders(text: str) -> bool:
    low = text.lower()
    return (
        ("holder" in low or "owner" in low or "share of capital" in low or "percent" in low)
        and _HOLDERS.search(text) is not None
        and not prose(text)
    )


def holders(context: Context, rows: list[Row]) -> Iterator[Claim]:
    """Rows of a table of owners: a name, perhaps a number of shares, a percentage."""
    left = 0
    if "%" not in context.reading.text and "percent" not in context.reading.lower:
        return
    matched = [
        bool(
            len(r.text) < 120
            and r.text.endswith("%")
            and _HOLDER_ROW.match(r.text)
            and not prose(r.text)
            and r.text.rstrip().endswith("%")
        )
        for r in rows
    ]
    for i, line in enumerate(rows):
        if (
            left <= 0
            and matched[i]
            and i + 1 < len(rows)
            and matched[i + 1]
            and names.kind_of(line.text.split("  ")[0].rstrip(" %.0123456789")) in ("organisation", "person")
        ):
            left = 30  # two rows of names with shares need no heading
        if len(line.text) < 160 and _heads_holders(line.text):
            left = 30
            continue
        left -= 1
        if left <= 0 or len(line.text) > 160:
            continue
        m = _HOLDER_ROW.match(line.text)
        if not m or _GROUPS.search(m["name"]) or prose(m["name"]) or _NO_NAME.search(m["name"]):
            continue
        name = rx(
            r"(?i)^(?:entities|funds|shares|accounts|investors|persons)\s(?:affiliated with|managed by|held by|advised by|associated with)\s|^affiliates of\s"
        ).sub(
            "",
            m["name"].strip(" .|…("),
        )
        percent = next((p for p in find_percents(line.text) if p.start == m.start("pct")), None)
        if percent is None or context.subjects.is_main(name):
            continue
        left = 30
        yield Claim(
            line.first, "owns_stake", name, {"kind": "percent", "number": percent.number}, percent.start, percent.end, 0.88,
            object=context.subjects.main or None, last=line.last,
        )  # fmt: skip


# What a line "Gross proceeds: up to €210 million" of a term sheet is about.
_TERMS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("shares_offered", "number", rx(r"(?i)^(?:total |number of )?(?:offer(?:ed)? shares|shares (?:offered|to be (?:offered|sold|issued))|(?:ordinary |common )?(?:shares|stock|adss?) offered(?: by us)?|offering size)\b")),
    ("offer_price", "money", rx(r"(?i)^(?:(?:indicative |expected |initial |final )?(?:public |maximum )*(?:offer(?:ing)?|issue|ipo|subscription) price(?: range)?|(?:indicative )?price range)\b")),
    ("ipo_amount", "money", rx(r"(?i)^(?:(?:expected |estimated |total |aggregate )*(?:gross proceeds|size of the (?:offer|offering)|offer(?:ing)? size|issue size))\b")),
    ("valuation", "money", rx(r"(?i)^(?:(?:implied |expected |indicative )*(?:market capitali[sz]ation|valuation|enterprise value|equity value))\b")),
    ("employs_count", "number", rx(r"(?i)^(?:(?:number of |total |full-time )*(?:employees|staff|headcount|workforce))\b")),
    ("ticker", "text", rx(r"(?i)^(?:(?:proposed |trading )?(?:ticker(?: symbol)?|trading symbol|symbol|stock code))\b")),
    ("listed_on", "name", rx(r"(?i)^(?:(?:listed(?:\son)?|listing|market|exchange|stock exchange|listing venue|place of listing))\b")),
    ("headquartered_in", "name", rx(r"(?i)^(?:headquarters|head office)\b")),
    ("owns_stake", "holder", rx(r"(?i)^(?:(?:largest|biggest|main|majority|controlling|major)\s(?:share|stock)holders?|(?:majority\s)?owner)\b")),
    ("founded_on", "date", rx(r"(?i)^(?:founded|established|year founded|founding date|incorporated)\b")),
)  # fmt: skip


_BULLETS = ("-", "*", "•", "·", "–", "‣", "●", "▪")
_TERM_BEGINS = tuple(  # how the labels begin, in lower case
    "total|number of|offer|shares|ordinary|common|stock|ads|indicative|expected|initial|final|public|maximum|issue|ipo|subscription|price|"  # noqa: SIM905
    "estimated|aggregate|gross|size|implied|market|valuation|enterprise|equity|full-time|employees|staff|headcount|workforce|proposed|"
    "trading|ticker|symbol|list|exchange|place|head|largest|biggest|main|major|controlling|owner|found|established|year|incorporated".split(
        "|"
    )
)


def terms(context: Context) -> Iterator[Claim]:
    """Lines of a label and one value, as in a term sheet or a box of facts."""
    for sentence in context.reading.sentences:
        text = sentence.text
        if len(text) > 120:
            continue
        bullet = 0
        if text[:1] in _BULLETS:
            bullet = len(text) - len(text[1:].lstrip())
        if not sentence.lower.startswith(_TERM_BEGINS, bullet):
            continue
        for predicate, kind, pattern in _TERMS:
            m = pattern.match(text[bullet:])
            if not m:
                continue
            if prose(text) or sentence.roles:
                break
            gap = rx(r"\s*[:|–—-]?\s*").match(text[bullet + m.end() :])
            at = bullet + m.end() + (gap.end() if gap else 0)
            yield from _term(context, sentence, predicate, kind, at)
            break


def _term(context: Context, sentence: Sentence, predicate: str, kind: str, at: int) -> Iterator[Claim]:
    text, subject = sentence.text, context.subjects.main
    rest = text[at:]
    lead = rx(
        r"(?:(?:up to|about|approximately|at least|between|from|over|more than|around|some|c\.)\s)*"
    ).match(rest)
    start = at + (lead.end() if lead else 0)
    planned = "planned" if predicate == "ipo_amount" else None
    if kind == "money":
        money = next((m for m in find_money(text, context.reading.currencies) if m.start == start), None)
        if money:
            yield Claim(
                sentence,
                predicate,
                subject,
                {"kind": "money", "amount": money.amount, "currency": money.currency},
                money.start,
                money.end,
                0.8,
                variant=planned,
                bound=money.bound if money.bound != "exact" else bound_before(text, money.start),
            )
    elif kind == "number":
        number = next((n for n in find_numbers(text) if n.start == start), None)
        if number and number.number >= 2:
            yield Claim(
                sentence,
                predicate,
                subject,
                {"kind": "number", "number": number.number},
                number.start,
                number.end,
                0.7 if predicate == "shares_offered" else 0.8,
                bound=number.bound,
            )
    elif kind == "text":
        m = rx(r"[“\"]?(?P<v>(?:[A-Z]{2,8}:\s?)?[A-Z][A-Z0-9.]{0,7}|\d{4,6}(?:\.[A-Z]{2})?)[”\"]?$").match(
            rest
        )
        if m:
            yield Claim(
                sentence,
                predicate,
                subject,
                {"kind": "text", "text": m["v"]},
                at + m.start("v"),
                at + m.end("v"),
                0.85,
            )
    elif kind == "holder":
        percent = next(iter(find_percents(text)), None)
        m = rx(r"(?P<v>[A-ZÀ-Ý][^\d%:;()]{2,50}?)(?:\s\(|,\s|\s[–—-]\s|\swith\s)(?:about |around )?").match(
            rest
        )
        if percent and m and at + m.end() == percent.start:
            yield Claim(
                sentence, predicate, m["v"], {"kind": "percent", "number": percent.number}, percent.start, percent.end,
                0.85, object=subject or None, bound=percent.bound,
            )  # fmt: skip
    elif kind == "name":
        m = rx(
            r"(?P<v>(?:The\s)?[A-ZÀ-Ý][\w.’'&-]*(?:\s(?:of|de|am|[A-ZÀ-Ý][\w.’'&-]*))*)(?:,|$|\s\()"
        ).match(rest)
        if m and (
            predicate != "listed_on"
            or rx(r"(?i)exchange|nasdaq|nyse|euronext|market|bourse|board").search(m["v"])
        ):
            yield Claim(
                sentence,
                predicate,
                subject,
                {"kind": "name", "name": m["v"]},
                at + m.start("v"),
                at + m.end("v"),
                0.8,
            )
    elif kind == "date":
        date = next((d for d in sentence.dates if d.start - at <= 4), None)
        if date:
            yield Claim(
                sentence,
                predicate,
                subject,
                {"kind": "date", "date": date.iso},
                date.start,
                date.end,
                0.8,
                variant="incorporated" if text.lower().startswith("incorp") else None,
            )


_PROCEEDS = rx(
    r"(?i)\b(?:use of (?:the )?(?:net )?proceeds|proceeds (?:will|are|would|as follows)|intend to use)\b"
)


def proceeds(context: Context) -> Iterator[Claim]:
    """List items under "use of proceeds" that begin with a share: "45 per cent … for a factory"."""
    left = 0
    if "proceeds" not in context.reading.lower and "intend to use" not in context.reading.lower:
        return
    for sentence in context.reading.sentences:
        if _PROCEEDS.search(sentence.text):
            left = 10
        elif sentence.text.istitle() or (
            len(sentence.text) < 60 and rx(r"\d+\.\s[A-Z]").match(sentence.text)
        ):
            left = 0
        left -= 1
        if left <= 0:
            continue
        m = rx(
            r"\W{0,3}(?:(?:approximately|about|around|up to|some)\s)*(?P<pct>\d{1,2}(?:\.\d+)?\s?(?:%|per\s?cent|percent))(?P<mid>(?:[^.;]|\.(?=\d)){0,80}?)\s(?:for|to|on|towards?|in)\s(?:the\s)?(?P<what>[^.;]{4,90}?)(?=[.;,]|\swith\s|$)"
        ).match(
            sentence.text,
        )
        if m and not rx(r"\b(?:revenue|sales|shares|stake)\b").search(m["mid"]):
            percent = find_percents(sentence.text)[0]
            yield Claim(
                sentence, "use_of_proceeds", context.subjects.main, {"kind": "percent", "number": percent.number}, percent.start, percent.end, 0.82,
                bound=percent.bound, object=m["what"].strip(),
            )  # fmt: skip
