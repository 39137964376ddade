"""Train the block classifier and write `stages/extract/data/blocks.npz`.

    python scripts/train_blocks.py [--cross 4 [--forests FOLDER]] [--write] [--shared ../shared]

Needs `uv pip install --group training` (the package itself reads plain arrays) and the labelled pages
beside the project. `--cross K` prints figures where no site is in both the training and the scored
part. Labels: a block is part of the article by the share of its 4-word shingles that the labelled
text has; pages without labelled text are labelled by the first forest and trafilatura together.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from tipsheet import urls
from tipsheet.stages.extract import second
from tipsheet.stages.extract.blocks import read_blocks
from tipsheet.stages.extract.decode import decode
from tipsheet.stages.extract.features import NAMES, features
from tipsheet.stages.extract.model import choose
from tipsheet.stages.extract.said import listen
from tipsheet.stages.extract.tree import parse

TARGET = Path(__file__).resolve().parents[1] / "src/tipsheet/stages/extract/data/blocks.npz"
WORD = re.compile(r"\w+")
SUITES = ("aeb", "fundus", "wcxb_dev", "wcxbx_dev", "traf")


def main() -> None:
    """Read the arguments, then train."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--cross", type=int, default=0, help="folds by site")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--trees", type=int, default=500)
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--rate", type=float, default=0.06)
    parser.add_argument("--guess", type=float, default=0.4, help="weight of pages without labelled text")
    parser.add_argument("--save", type=Path, help="write the cross-fitted likelihoods here (npz)")
    parser.add_argument("--forests", type=Path, help="write the forest of each fold here")
    args = parser.parse_args()
    judge = _judge(args.shared)
    pages = _pages(args.shared, judge)
    print(f"{len(pages)} pages, {sum(len(p['rows']) for p in pages)} blocks, {len(NAMES)} features")
    if args.cross:
        likely = {}
        for held_out in range(args.cross):
            rest = [p for p in pages if fold(p["site"], args.cross) != held_out]
            model = _train(rest, args)
            if args.forests:
                args.forests.mkdir(parents=True, exist_ok=True)
                _write(model, args.depth, args.forests / f"fold{held_out}.npz")
            for page in pages:
                if fold(page["site"], args.cross) == held_out and page["suite"] in SUITES:
                    likely[page["id"]] = _ask(model, page["rows"])
        _report(judge, pages, likely)
        if args.save:
            np.savez_compressed(args.save, **likely)
    if args.write:
        _write(_train(pages, args), args.depth, TARGET)


def _judge(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("evaluate", shared / "extraction/evaluate.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{shared}: no extraction/evaluate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fold(site: str, count: int) -> int:
    """Which of `count` parts a site belongs to."""
    return int(hashlib.sha256(b"f" + site.encode()).hexdigest(), 16) % count


def _pages(shared: Path, judge: Any) -> list[dict[str, Any]]:
    made = []
    with (shared / "extraction/truth.jsonl").open(encoding="utf-8") as lines:
        for truth in map(json.loads, lines):
            html = decode(gzip.decompress((shared / "extraction" / truth["page"]).read_bytes()))
            tree = parse(html) if html else None
            if tree is None or html is None:
                continue
            said = listen(tree, truth["url"])
            blocks = read_blocks(tree)
            if not len(blocks):
                continue
            rows = features(
                blocks, said.meta("og:title") or said.title, said.meta("og:description", "description")
            )
            page = {
                "id": truth["id"], "suite": truth["suite"], "truth": truth, "rows": rows,
                "texts": blocks.texts,
                "site": urls.registrable_domain(truth["url"]),
                "words": np.array([len(WORD.findall(t)) for t in blocks.texts], np.float64),
            }  # fmt: skip
            if truth.get("text"):
                page["part"] = _label(blocks.texts, truth["text"], judge)
            else:
                page["peer"] = _label(blocks.texts, second.text(html), judge)
                page["known"] = _snippets(blocks.texts, truth, judge)
            made.append(page)
    return made


def _label(texts: list[str], truth: str, judge: Any) -> np.ndarray:
    """For each block, which share of it the labelled text has."""
    shingles = judge.shingles(truth)
    lines = {" ".join(WORD.findall(line)) for line in truth.split("\n")}
    words = [WORD.findall(t) for t in texts]
    made = []
    for i, mine in enumerate(words):
        if len(mine) >= 4:
            grams = [tuple(mine[k : k + 4]) for k in range(len(mine) - 3)]
            made.append(sum(g in shingles for g in grams) / len(grams))
        elif mine:
            after = next((w for w in words[i + 1 : i + 3] if w), [])
            before = next((w for w in reversed(words[max(0, i - 2) : i]) if w), [])
            grams = [tuple((mine + after)[:4]), tuple((before + mine)[-4:])]
            made.append(float(" ".join(mine) in lines or any(len(g) == 4 and g in shingles for g in grams)))
        else:
            made.append(0.0)
    return np.array(made)


def _snippets(texts: list[str], truth: dict[str, Any], judge: Any) -> np.ndarray:
    """1 for a block that must be kept, 0 for one that must not, NaN where the labels are silent."""
    made = []
    for text in map(judge.collapse, texts):
        keep = any(judge.collapse(s) in text for s in truth.get("must") or [])
        drop = any(judge.collapse(s) in text for s in truth.get("mustnot") or [])
        made.append(np.nan if keep == drop else float(keep))
    return np.array(made)


def _weights(part: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Every page counts about alike, every word of a page too."""
    return 0.15 + 20 * np.minimum(words, 120) / max(40.0, float((words * (part >= 0.5)).sum()))


def _train(pages: list[dict[str, Any]], args: argparse.Namespace) -> Any:
    sure = [p for p in pages if "part" in p]
    rows = [p["rows"] for p in sure]
    part = [p["part"] for p in sure]
    weight = [_weights(p["part"], p["words"]) for p in sure]
    if args.guess:
        first = _fit(rows, part, weight, 250, args.depth, 0.08)
        for page in pages:
            if "part" not in page and 20 < len(page["rows"]) < 3000:
                guess = (2 * _ask(first, page["rows"]) + page["peer"]) / 3
                guess = np.where(np.isnan(page["known"]), guess, page["known"])
                rows.append(page["rows"])
                part.append(guess)
                weight.append(args.guess * _weights(guess, page["words"]))
    return _fit(rows, part, weight, args.trees, args.depth, args.rate)


def _fit(rows: Any, part: Any, weight: Any, trees: int, depth: int, rate: float) -> Any:
    from catboost import CatBoostClassifier

    model = CatBoostClassifier(
        iterations=trees, depth=depth, learning_rate=rate, l2_leaf_reg=5, rsm=0.3, border_count=64, verbose=0,
        thread_count=2, random_seed=1, bootstrap_type="Bernoulli", subsample=0.7, allow_writing_files=False,
        loss_function="CrossEntropy",
    )  # fmt: skip
    model.fit(np.concatenate(rows), np.concatenate(part), sample_weight=np.concatenate(weight))
    return model


def _ask(model: Any, rows: np.ndarray) -> np.ndarray:
    return np.asarray(model.predict_proba(rows)[:, 1])


def _report(judge: Any, pages: list[dict[str, Any]], likely: dict[str, np.ndarray]) -> None:
    scored = defaultdict(list)
    for page in pages:
        if page["id"] in likely:
            kept, _ = choose(likely[page["id"]], page["words"])
            text = "\n\n".join(_once(t for t, k in zip(page["texts"], kept, strict=True) if k))
            scored[page["suite"]].append(judge.score_page(page["truth"], {"text": text}))
    for suite in SUITES:
        made = judge.summarise(scored[suite])
        figures = made.get("text") or made["snippets"]
        print(f"{suite:10}", " ".join(f"{k} {v:.4f}" for k, v in figures.items() if isinstance(v, float)))


def _once(texts: Any) -> Any:
    seen = set()
    for text in texts:
        if len(text) < 40 or text not in seen:
            seen.add(text)
            yield text


def _write(model: Any, depth: int, target: Path) -> None:
    """The model as arrays. Each level of a tree asks one question of every row."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        stored = json.loads(path.read_text())
    columns, borders, leaves = [], [], []
    for tree in stored["oblivious_trees"]:
        splits = tree["splits"] or []
        values = np.array(tree["leaf_values"])
        while len(splits) < depth:  # a shallow tree: ask a question that is never true
            splits.append({"float_feature_index": 0, "border": 3e38})
            values = np.concatenate([values, values])
        columns.append([s["float_feature_index"] for s in splits])
        borders.append([s["border"] for s in splits])
        leaves.append(values)
    scale, bias = stored["scale_and_bias"]
    np.savez_compressed(
        target,
        names=np.array(NAMES),
        columns=np.array(columns, np.int16).T,
        borders=np.array(borders, np.float32).T,
        leaves=(np.array(leaves) * scale).astype(np.float32),
        bias=np.float64(bias[0]),
    )
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
