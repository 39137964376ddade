"""Imported by a process that is to fork workers: loads the forest and the language tables once for all."""

from __future__ import annotations

from tipsheet.stages.extract.language import language
from tipsheet.stages.extract.model import forest

forest()
language("", "", "Un texte quelconque, assez long pour que les tables soient chargées une fois.")
