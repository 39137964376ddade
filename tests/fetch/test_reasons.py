"""Every reason the gate can give is explained, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _told_by_code() -> set[str]:
    """Second arguments of every `FetchError(...)`, and the words of `judge`'s table."""
    found = set()
    for path in (ROOT / "src" / "tipsheet" / "fetch").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name == "FetchError" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):  # type: ignore[union-attr]
                found.add(str(node.args[1].value))  # type: ignore[union-attr]
            if name == "_answer" and isinstance(node.args[1], ast.Constant):  # type: ignore[union-attr]
                found.add(str(node.args[1].value))  # type: ignore[union-attr]
    judge = (ROOT / "src" / "tipsheet" / "fetch" / "judge.py").read_text("utf-8")
    found.update(re.findall(r'^ +\d{3}: \("(\w+)"', judge, re.M))
    return found | {"server_error", "unexpected_status"}


def _explained() -> set[str]:
    text = (ROOT / "docs" / "fetching.md").read_text("utf-8").split("## Reasons")[1]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return {word for row in rows for word in re.findall(r"`(\w+)`", row)}


def test_every_reason_is_explained_and_no_other() -> None:
    assert _told_by_code() == _explained()


def test_every_rejection_of_a_source_is_explained() -> None:
    text = (ROOT / "docs" / "fetching.md").read_text("utf-8")
    for path in (ROOT / "src" / "tipsheet" / "stages" / "discover").glob("*.py"):
        for reason in re.findall(r'reason="(\w+)"', path.read_text("utf-8")):
            assert f"`{reason}`" in text, reason
