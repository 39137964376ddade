"""Who may import whom is a test, so that the table in docs/architecture.md cannot lie."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STAGES = ROOT / "src" / "tipsheet" / "stages"
IMPURE = {
    "open",
    "input",
    "print",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.monotonic",
    "time.sleep",
    "os.urandom",
    "os.environ",
    "os.getenv",
    "random.random",
    "random.choice",
    "secrets.token_bytes",
    "uuid.uuid4",
}


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted(STAGES.rglob("*.py")), ids=lambda p: str(p.relative_to(STAGES)))
def test_a_stage_is_pure(path: Path) -> None:
    """No clock, disk, randomness or environment: a contract on imports cannot see these calls."""
    tree = ast.parse(path.read_text("utf-8"))
    named = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}
    assert not named & IMPURE
