"""`tipsheet stage compare`: facts in, what they are to one another out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tipsheet.cli.lines.facts import moment
from tipsheet.pipeline.rates import daily_rates
from tipsheet.records import Fact, Span
from tipsheet.stages.compare import compare


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """`{"a","b","state","why"}` for every pair of facts that can be set side by side.

    In: fact lines as `tipsheet stage facts` writes them (`id` or `fact_id`); needed are the id, `doc_id`,
    `predicate` and `value`. `published` dates a fact. Lines of another type are passed over; a line that is
    no fact gives `{"id","rejected":{"stage","reason"}}`. All lines are read before the first answer.
    Out: `state` is agrees, supersedes (a is the later one) or contradicts; `why` is a few plain words.
    """
    held: list[Fact] = []
    for line in lines:
        if line.get("type", "fact") != "fact" or "rejected" in line:
            continue
        try:
            held.append(read_fact(line))
        except (msgspec.ValidationError, KeyError, TypeError, ValueError) as problem:
            detail = f"{type(problem).__name__}: {problem}"
            key = line.get("id", line.get("fact_id"))
            yield {"id": key, "rejected": {"stage": "compare", "reason": "bad_line", "detail": detail}}
    for comparison in compare(held, rates=daily_rates()):
        yield {"a": comparison.a, "b": comparison.b, "state": comparison.state, "why": comparison.why}


def read_fact(line: dict[str, Any]) -> Fact:
    """The record of a fact line; raises KeyError, ValueError or msgspec.ValidationError when it is none."""
    value = line["value"]
    if not isinstance(value, dict):
        raise ValueError("value is not an object")
    starts = [int(line.get(k) or 0) for k in ("quote_start", "quote_end", "value_start", "value_end")]
    return msgspec.convert(
        {
            "id": str(line.get("id", line.get("fact_id")) or ""),
            "doc_id": str(line["doc_id"]),
            "subject": line.get("subject") or "",
            "predicate": line["predicate"],
            "value": value,
            "value_text": line.get("value_text") or "",
            "quote": line.get("quote") or "",
            "quote_span": Span(start=starts[0], end=starts[1]),
            "value_span": Span(start=starts[2], end=starts[3]),
            "object": line.get("object"),
            "period": line.get("period"),
            "measure_variant": line.get("measure_variant"),
            "bound": line.get("bound") or "exact",
            "confidence": float(line.get("confidence") or 0.0),
            "source_url": line.get("url") or "",
            "provider": line.get("provider") or "",
            "published_at": moment(line.get("published")),
        },
        Fact,
    )
