"""Imported by a process that is to fork workers: loads the forest, the language tables and the public suffixes once for all."""

from __future__ import annotations

from tipsheet.stages.extract.language import language
from tipsheet.stages.extract.model import forest
from tipsheet.urls import registrable_domain

forest()
registrable_domain("example.org")
language("", "", "Un texte quelconque, assez long pour que les tables soient chargées une fois.")
