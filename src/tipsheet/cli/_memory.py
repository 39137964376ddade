"""How a long run keeps house."""

from __future__ import annotations

import gc


def settle() -> None:
    """Leave the loaded program out of every collection of garbage, and look for garbage less often.

    A run makes many small objects that die at once; looking through all that was loaded again and again took
    an eighth of its time (docs/decisions/011-fetch-gate.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
