"""Reads front matter into a tree that writes the same bytes back.

The part of YAML that records are written in, and no more: block mappings and lists, plain, quoted and block
scalars, lists and mappings in brackets, comments, LF and CRLF. Every part of the text has a place in the tree
(indent, spelling of a key, gap, value, comment, line end), so `emit` writes from the tree and loses nothing.
Anchors, aliases, tags and merge keys are refused: no record has them, and with them goes every known way to
make a small file big. Reading takes time in proportion to the text.

Source: FORMAT.md sections 1, 6 and 9; YAML 1.2.2 chapters 5 to 8 for what a value means.
"""

from __future__ import annotations

from tipsheet.frontmatter.change import Styles, as_block, default_style, remove
from tipsheet.frontmatter.document import Document
from tipsheet.frontmatter.read import parse
from tipsheet.frontmatter.scalars import plain_safe, quote, resolve, spell
from tipsheet.frontmatter.tree import Entry, List, Map, Node, Scalar, walk

__all__ = [
    "Document",
    "Entry",
    "List",
    "Map",
    "Node",
    "Scalar",
    "Styles",
    "as_block",
    "default_style",
    "parse",
    "plain_safe",
    "quote",
    "remove",
    "resolve",
    "spell",
    "walk",
]
