"""`tipsheet stage facts`: documents in, their cited facts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from tipsheet.records import Fact
from tipsheet.stages.facts import Document, Settings, facts


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """The facts of each document, in order of place.

    In: `{"doc_id","title","text","url","published","provider"}`; only `doc_id` (or `id`) and `text` are
    needed; `published` is ISO 8601, possibly partial ("2023-01"), or null; `subject` may say whom the
    document is about.
    Out: one line a fact: `{"type":"fact","id","doc_id","subject","predicate","object","value","value_text",
    "quote","quote_start","quote_end","value_start","value_end","period","measure_variant","bound","confidence",
     "shown","published","provider","url"}`. `shown` says that the confidence reaches the threshold for
     publication.
    A document that cannot be read, or on which a rule fails, gives `{"type":"rejected","id","rejected":{"stage","reason"}}`; claims that
    did not pass the gate give nothing.
    """
    settings = Settings()
    for line in lines:
        document = read_document(line)
        if isinstance(document, str):
            yield _refused(line, document)
            continue
        try:
            found = list(facts([document], settings=settings))
        except Exception as problem:  # whatever a stranger's text provokes costs its own facts only
            yield _refused(line, f"failed: {type(problem).__name__}: {problem}")
            continue
        for result in found:
            if isinstance(result, Fact):
                yield {**as_line(result, settings), "published": line.get("published")}
            elif result.reason == "no_text":
                yield _refused(line, "no_text")


def as_line(fact: Fact, settings: Settings) -> dict[str, Any]:
    """The flat line of one fact."""
    return {
        "type": "fact",
        "id": fact.id,
        "doc_id": fact.doc_id,
        "subject": fact.subject,
        "predicate": fact.predicate,
        "object": fact.object,
        "value": fact.value,
        "value_text": fact.value_text,
        "quote": fact.quote,
        "quote_start": fact.quote_span.start,
        "quote_end": fact.quote_span.end,
        "value_start": fact.value_span.start,
        "value_end": fact.value_span.end,
        "period": fact.period,
        "measure_variant": fact.measure_variant,
        "bound": fact.bound,
        "confidence": fact.confidence,
        "shown": fact.confidence >= settings.publish,
        "provider": fact.provider or None,
        "url": fact.source_url or None,
        **({"page": fact.page} if fact.page else {}),
    }


def read_document(line: dict[str, Any]) -> Document | str:
    """The document of a line, or the reason why there is none."""
    doc_id = line.get("doc_id", line.get("id"))
    text = line.get("text")
    if not isinstance(doc_id, str | int) or isinstance(doc_id, bool) or doc_id == "":
        return "bad_line: the line has no doc_id"
    if not isinstance(text, str):
        return "bad_line: text is not text"
    told = {k: line.get(k) or "" for k in ("title", "url", "subject")}
    if not all(isinstance(v, str) for v in told.values()):
        return "bad_line: title, url and subject are text"
    published = line.get("published")
    if published is not None and not isinstance(published, str):
        return "bad_line: published is not text"
    provider = line.get("provider")
    name = provider.get("name", "") if isinstance(provider, dict) else provider
    return Document(
        doc_id=str(doc_id),
        text=text,
        title=told["title"],
        url=told["url"] or str(line.get("source_url") or ""),
        provider=name if isinstance(name, str) else "",
        published=published,
        published_at=moment(published),
        subject=told["subject"],
    )


def moment(published: object) -> datetime | None:
    """The time of a full ISO 8601 date or date-time, UTC; None for less."""
    if not isinstance(published, str):
        return None
    try:
        at = datetime.fromisoformat(published)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _refused(line: dict[str, Any], why: str) -> dict[str, Any]:
    reason, _, detail = why.partition(": ")
    rejected = {"stage": "facts", "reason": reason, **({"detail": detail} if detail else {})}
    return {"type": "rejected", "id": line.get("doc_id", line.get("id")), "rejected": rejected}
