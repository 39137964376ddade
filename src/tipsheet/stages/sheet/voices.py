"""Who says so: documents and their independent publishers.

Copies of one text, houses of one owner, a publisher once told by name and once by address, and the very same
sentence in two places are one voice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import msgspec

from tipsheet import urls
from tipsheet.records import Fact, SheetDocument

_SENTENCE = 60  # characters from which the same words in two places are one text
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document comes from, for counting independent voices."""

    document: SheetDocument
    copy_of: str = ""  # the document it repeats
    family: str = ""  # owner or agency; "" = the provider itself


def voices(held: Mapping[str, Fact], origins: Mapping[str, Origin]) -> dict[str, str]:
    """Fact id -> the name of its independent publisher."""
    houses = _houses(held, origins)
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for fact in sorted(held.values(), key=lambda f: (str(f.published_at or "9"), f.id)):
        words = " ".join(fact.quote.split())
        voice = houses[_speaker(fact.doc_id, origins)]
        found[fact.id] = first.setdefault(words, voice) if len(words) >= _SENTENCE else voice
    return found


def _speaker(doc_id: str, origins: Mapping[str, Origin]) -> str:
    """The document that speaks: a copy speaks with the voice of its origin, held or not."""
    seen = {doc_id}
    while doc_id in origins:
        origin = origins[doc_id]
        known = origin.family or origin.document.provider
        if not origin.copy_of or origin.copy_of in seen or (origin.copy_of not in origins and known):
            break
        doc_id = origin.copy_of
        seen.add(doc_id)
    return doc_id


def _houses(held: Mapping[str, Fact], origins: Mapping[str, Origin]) -> dict[str, str]:
    """Document id -> the name of its house: its owner, its publisher, the address it stands at, or itself."""
    told = {f.doc_id: (f.provider.strip(), f.source_url, "") for f in held.values()}
    for doc_id, origin in origins.items():
        told[doc_id] = (origin.document.provider.strip(), origin.document.url, origin.family)
        told.setdefault(origin.copy_of, ("", "", ""))
    named: dict[str, set[str]] = defaultdict(set)  # domain -> the publishers it is known by
    spelled: dict[str, str] = {}
    for provider, url, _ in told.values():
        if provider and not _HOST.fullmatch(provider):
            named[urls.registrable_domain(url)].add(provider.casefold())
            spelled[provider.casefold()] = min(provider, spelled.get(provider.casefold(), provider))
    return {doc_id: _house(doc_id, *words, named, spelled) for doc_id, words in told.items()}


def _house(
    doc_id: str,
    provider: str,
    url: str,
    family: str,
    named: Mapping[str, set[str]],
    spelled: Mapping[str, str],
) -> str:
    if family:
        return family
    if provider.casefold() in spelled:
        return spelled[provider.casefold()]
    domain = urls.registrable_domain(provider or url)
    known = named.get(domain, set()) if domain else set()
    return spelled[next(iter(known))] if len(known) == 1 else domain or provider or doc_id
