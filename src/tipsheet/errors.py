"""Every exception that Tipsheet raises on purpose; one root, `TipsheetError`.

A message is one line that names the file, address or setting and the mend.
Code outside catches `TipsheetError`; anything else that escapes is a bug.
"""


class TipsheetError(Exception):
    """The root: something the user can understand and mend."""


class ConfigError(TipsheetError):
    """`tipsheet.toml`, a topic file or an organisation file cannot be used."""


class RecordError(TipsheetError):
    """A record file cannot be read; the message names the file and the line."""


class FetchError(TipsheetError):
    """An address could not be fetched; `reason` is a short machine word."""

    def __init__(self, message: str, reason: str = "fetch_failed") -> None:
        super().__init__(message)
        self.reason = reason


class ArchiveError(TipsheetError):
    """A WARC archive is damaged or missing."""


class StoreError(TipsheetError):
    """The database cannot be opened, migrated or written."""


class SecretError(TipsheetError):
    """A sealed payload could not be opened; says nothing about why (no oracle)."""


class PublishError(TipsheetError):
    """A file or folder of the publication cannot be written."""
