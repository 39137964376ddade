"""Tipsheet turns a topic into a living, sourced publication."""

__version__ = "0.1.0"
