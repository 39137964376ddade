"""Facts of many documents put together into one tip sheet about a subject."""

from .build import Kind, SheetSettings, build_sheet, slug
from .subjects import Found, concerns, find_subject, is_person, parties, same_name, whole_names
from .voices import Origin

__all__ = [
    "Found",
    "Kind",
    "Origin",
    "SheetSettings",
    "build_sheet",
    "concerns",
    "find_subject",
    "is_person",
    "parties",
    "same_name",
    "slug",
    "whole_names",
]
