"""Facts a model proposes: they pass the same gate as those of the rules, or they are dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tipsheet.records import Fact, Rejected
from tipsheet.text import addresses_a_machine

from .gate import STAGE, Source, cite


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with the words it says it rests on; nothing in it is believed."""

    subject: str
    predicate: str
    value: dict[str, Any]
    value_text: str
    quote: str
    object: str | None = None
    period: str | None = None
    measure_variant: str | None = None
    bound: str = "exact"


def admit(
    source: Source, proposals: Iterable[Proposal], *, confidence: float = 0.5
) -> Iterator[Fact | Rejected]:
    """The proposals whose quote stands in `source.text` and carries the value; a Rejected for each other.

    Rejections beside those of `cite`: `quote_not_found`, `subject_not_in_text`, `order` (the
    words speak to a machine).
    """
    for number, proposal in enumerate(proposals, 1):
        start = source.text.find(proposal.quote) if proposal.quote else -1
        at = proposal.quote.find(proposal.value_text) if proposal.value_text else -1
        reason = "" if start >= 0 and at >= 0 else "quote_not_found"
        if not reason and proposal.subject.lower() not in source.text.lower():
            reason = "subject_not_in_text"
        if not reason and addresses_a_machine(_line_around(source.text, start, len(proposal.quote))):
            reason = "order"
        if reason:
            yield Rejected(stage=STAGE, reason=reason, id=source.doc_id, detail=proposal.predicate)
            continue
        yield cite(
            source,
            id=f"{source.doc_id}#m{number:02d}",
            subject=proposal.subject,
            predicate=proposal.predicate,
            value=proposal.value,
            quote=(start, start + len(proposal.quote)),
            span=(start + at, start + at + len(proposal.value_text)),
            object=proposal.object,
            period=proposal.period,
            variant=proposal.measure_variant,
            bound=proposal.bound,
            confidence=confidence,
            quote_text=proposal.quote,
            value_text=proposal.value_text,
        )


def _line_around(text: str, start: int, length: int) -> str:
    """The lines a quote is taken from."""
    end = text.find("\n", start + length)
    return text[text.rfind("\n", 0, start) + 1 : end if end >= 0 else len(text)]
