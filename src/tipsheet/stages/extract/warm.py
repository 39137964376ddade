"""Imported by a process that is to fork workers: loads the forest, the language tables and the public suffixes once for all."""

from __future__ import annotations

from tipsheet.stages.extract.model import forest
from tipsheet.stages.extract.ngrams import table
from tipsheet.urls import registrable_domain

forest()
registrable_domain("example.org")
table()
