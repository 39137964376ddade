"""From a fetched page to an article: decode, parse once, read what is stated, find the text.

Pure: no network, disk, clock or chance. The same page gives the same article on every machine.
Sources: docs/extraction.md; measured choices in docs/decisions/020 to 029.
"""

from __future__ import annotations

from tipsheet.stages.extract.stage import Reading, extract, extract_one, read

__all__ = ["Reading", "extract", "extract_one", "read"]
