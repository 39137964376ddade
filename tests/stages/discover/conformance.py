"""The stated facts of other projects' test documents, in one neutral form.

A fact is (path, value): ("title",), ("entries", 0, "link") ... Only facts our records carry are taken:
titles, addresses, ids, dates, authors, tags, summaries, contents, languages, entry counts. Texts are
compared without markup and with white space evened out, for every reader alike; addresses, ids and
dates exactly.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

Fact = tuple[tuple[str | int, ...], Any]

_FEED = {"title": "title", "link": "link", "language": "language"}
_ENTRY = {
    "title": "title",
    "link": "link",
    "id": "id",
    "guid": "id",
    "summary": "summary",
    "description": "summary",
    "author": "author",
    "published_parsed": "published",
    "updated_parsed": "updated",
    "created_parsed": "published",
    "language": "language",
}


def feedparser_facts(expect: str) -> list[Fact] | None:
    """The facts of one assertion; None when it asks for anything our records do not carry."""
    text = re.sub(r"^(?:not\s+)?bozo(?:\s+and)?\s*", "", expect.strip())
    if not text:
        return None
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    clauses = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    facts: list[Fact] = []
    for clause in clauses:
        fact = _clause(clause)
        if fact is None:
            return None
        facts.append(fact)
    return facts


def _clause(node: ast.expr) -> Fact | None:
    if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)):
        return None
    try:
        value = ast.literal_eval(node.comparators[0])
    except (ValueError, SyntaxError):
        return None
    left = node.left
    if (
        isinstance(left, ast.Call)
        and getattr(left.func, "id", "") == "len"
        and ast.unparse(left.args[0]) == "entries"
    ):
        return (("count",), value)
    steps = _steps(left)
    if steps is None:
        return None
    return _known(steps, value)


def _steps(node: ast.expr) -> list[Any] | None:
    steps: list[Any] = []
    while True:
        if isinstance(node, ast.Subscript):
            try:
                steps.append(ast.literal_eval(node.slice))
            except (ValueError, SyntaxError):
                return None
            node = node.value
        elif isinstance(node, ast.Attribute):
            steps.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Name):
            steps.append(node.id)
            return steps[::-1]
        else:
            return None


def _known(steps: list[Any], value: Any) -> Fact | None:
    if steps[0] == "feed" and len(steps) == 2 and steps[1] in _FEED:
        return ((_FEED[steps[1]],), value)
    if steps[0] == "feed" and steps[1:] == ["title_detail", "value"]:
        return (("title",), value)
    if steps[0] != "entries" or not isinstance(steps[1], int):
        return None
    number, rest = steps[1], steps[2:]
    if len(rest) == 1 and rest[0] in _ENTRY:
        name = _ENTRY[rest[0]]
        if name in ("published", "updated"):
            value = datetime(*value[:6], tzinfo=UTC) if value else None
        return (("entries", number, name), value)
    for form, name in (
        (["title_detail", "value"], "title"),
        (["summary_detail", "value"], "summary"),
        (["content", 0, "value"], "content"),
        (["author_detail", "name"], "author"),
        (["authors", 0, "name"], "author"),
        (["source", "title"], "source"),
    ):
        if rest == form:
            return (("entries", number, name), value)
    if len(rest) == 3 and rest[0] == "tags" and rest[2] == "term":
        return (("entries", number, "tag", rest[1]), value)
    return None


def gofeed_facts(name: str, expected: Mapping[str, Any]) -> list[Fact]:
    """The facts of gofeed's expected JSON (universal model or the model of one format)."""
    facts: list[Fact] = []
    items = expected.get("items", expected.get("entries"))
    if isinstance(items, list):
        facts.append((("count",), len(items)))
    facts += [((k,), expected[k]) for k in ("title", "language") if isinstance(expected.get(k), str)]
    if isinstance(expected.get("link"), str) and expected["link"].startswith("http"):
        facts.append((("link",), expected["link"]))
    for number, item in enumerate(items or []):
        facts += _gofeed_item(number, item)
    return facts


def _gofeed_item(number: int, item: Mapping[str, Any]) -> Iterator[Fact]:
    at = ("entries", number)
    if isinstance(item.get("title"), str):
        yield (*at, "title"), item["title"]
    if isinstance(item.get("link"), str) and item["link"].startswith("http"):
        yield (*at, "link"), item["link"]
    guid = item.get("guid") or item.get("id")
    guid = guid.get("value") if isinstance(guid, dict) else guid
    if isinstance(guid, str) and guid:
        yield (*at, "id"), guid
    for key, name in (
        ("publishedParsed", "published"),
        ("pubDateParsed", "published"),
        ("updatedParsed", "updated"),
    ):
        if isinstance(item.get(key), str):
            yield (
                (*at, name),
                datetime.fromisoformat(item[key].replace("Z", "+00:00"))
                .astimezone(UTC)
                .replace(microsecond=0),
            )
    summary = item.get("description") or item.get("summary")
    if isinstance(summary, str):
        yield (*at, "summary"), summary
    content = item.get("content")
    content = content.get("value") if isinstance(content, dict) else content
    if isinstance(content, str):
        yield (*at, "content"), content
    people = item.get("authors") or ([item["author"]] if item.get("author") else [])
    if isinstance(people, list) and people and isinstance(people[0], dict) and people[0].get("name"):
        yield (*at, "author"), people[0]["name"]
    for place, tag in enumerate(item.get("categories") or []):
        term = (tag.get("term") or tag.get("value")) if isinstance(tag, dict) else tag
        if isinstance(term, str):
            yield (*at, "tag", place), term


_MAIL = re.compile(r"\s*\(?[\w.+-]+@[\w.-]+\)?")
_NOTHING = re.compile(r"(?!)")
_EXACT = ("link", "id", "published", "updated", "count")


def missed(facts: list[Fact], got: Mapping[str, Any]) -> list[str]:
    """The facts that `got` does not state; empty when all hold."""
    wrong = []
    for path, value in facts:
        found = _at(got, path)
        name = next(p for p in reversed(path) if isinstance(p, str))
        if name in _EXACT:
            same = found == value
        else:
            held = found if isinstance(found, list) else [found]  # a reader may tell an author in two ways
            drop = _MAIL if name == "author" else _NOTHING  # our records hold names, no mail addresses
            same = any(
                text_of(drop.sub("", str(h or ""))).lower() == text_of(drop.sub("", str(value))).lower()
                for h in held
            )
        if not same:
            wrong.append(f"{'.'.join(map(str, path))}: {str(found)[:60]!r} is not {str(value)[:60]!r}")
    return wrong


def _at(got: Mapping[str, Any], path: tuple[str | int, ...]) -> Any:
    if path == ("count",):
        return len(got.get("entries", ()))
    value: Any = got
    for step in path:
        if step == "tag":
            value = value.get("tags", ()) if isinstance(value, Mapping) else ()
            continue
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def text_of(value: Any) -> str:
    """A text without markup, entities and doubled white space."""
    text = html.unescape(str(value or ""))
    for _ in range(2):
        text = html.unescape(re.sub(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", "", text))
    return " ".join(text.split())


def ours(body: bytes, url: str = "") -> dict[str, Any]:
    """What our reader says, in the neutral form."""
    from tipsheet.records import Rejected
    from tipsheet.stages.discover import read

    found = read(body, url)
    if isinstance(found, Rejected):
        return {"entries": []}
    return {
        "title": found.title,
        "link": found.site_url,
        "language": found.language,
        "entries": [
            {
                "title": e.title,
                "link": e.stated_url or e.url or None,
                "id": e.entry_id or None,
                "published": e.published_at,
                "updated": e.updated_at,
                "author": e.authors[0] if e.authors else None,
                "tags": list(e.tags),
                "summary": e.excerpt or e.content_html,
                "content": e.content_html or e.excerpt,
                "language": e.language,
                "source": e.provider_name,
            }
            for e in found.links
        ],
    }
