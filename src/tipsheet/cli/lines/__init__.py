"""Adapters of `tipsheet stage NAME`: JSON lines to records and back, one module a stage."""
