"""Recognise copies: the same article again, elsewhere or lightly edited. Nothing is dropped, only marked."""

from tipsheet.stages.dedupe.decide import DedupeSettings, dedupe
from tipsheet.stages.dedupe.memory import CopyMemory
from tipsheet.stages.dedupe.origin import settle_copies

__all__ = ["CopyMemory", "DedupeSettings", "dedupe", "settle_copies"]
