"""Reading and re-emitting record files, against the usual ways: `python benchmarks/records.py`.

10,000 records in the original's layout (ours are invented; `--records DIR` takes those of a folder, repeated
up to the number). Each way reads every text and writes it again; what comes back is compared with what went
in. Peers, to be installed by hand: `pip install python-frontmatter ruamel.yaml`. The peer that counts is
python-frontmatter with PyYAML's pure loader and dumper; its C loader and ruamel.yaml's round-trip mode (which
also keeps comments; on a sample) are shown beside it.
"""

from __future__ import annotations

import argparse
import io
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tipsheet import frontmatter
from tipsheet.publish import markdown
from tipsheet.records import Image, NewsRecord, Provider

SEED = 7
WORDS = (
    "kettle",
    "tea",
    "steam",
    "pot",
    "leaf",
    "cup",
    "harvest",
    "auction",
    "trade",
    "price",
    "rain",
    "tax",
)


def invented(count: int) -> list[str]:
    """Records that differ in length, quoting, optional fields and line ends."""
    rng = random.Random(SEED)
    return [_one(rng, number) for number in range(count)]


def _one(rng: random.Random, number: int) -> str:
    def words(low: int, high: int) -> str:
        return " ".join(rng.choices(WORDS, k=rng.randint(low, high))).capitalize()

    quality = rng.randint(0, 150)
    related = tuple(
        NewsRecord(
            path="",
            title=words(4, 12),
            excerpt=words(20, 40),
            web_url=f"https://pot{n}.test/{number}",
            provider=Provider(name=words(1, 2), domain=f"pot{n}.test"),
            quality=50 - n,
        )
        for n in range(rng.choice((0, 0, 0, 2)))
    )
    text = markdown.emit(
        NewsRecord(
            path="",
            title=f'{words(4, 14)} “{words(1, 2)}”, "{words(1, 1)}" – {number}',
            excerpt=words(25, 50),
            published_at=markdown.read_time(
                f"20{rng.randint(19, 25)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}"
            ),
            original_url=f"https://tea.test/{number}?from=feed",
            web_url=f"https://tea.test/{number}",
            quality=quality,
            heat=quality,
            published=quality >= 70,
            provider=Provider(
                name=words(1, 3),
                domain="tea.test",
                images=(Image(url="https://tea.test/logo-50x50.jpg", width_px=50, height_px=50),),
            ),
            topics=("Tea", "Green tea")[: rng.randint(1, 2)],
            images=(
                Image(url=f"https://tea.test/{number}.jpg", width_px=1200, height_px=630, is_cached=True),
            ),
            related=related,
            secured="".join(rng.choices("ABCDEFabcdef0123456789+/", k=448)) + "==;" + "A" * 22 + "==",
        )
    )
    return text.replace("\n", "\r\n") if rng.random() < 0.1 else text


def below(folder: Path, count: int) -> list[str]:
    """The records of a folder, repeated up to `count`."""
    found = [p.read_bytes().decode() for p in sorted(folder.rglob("*.md"))]
    texts = [text for text in found if text.startswith("---")]
    if not texts:
        raise SystemExit(f"{folder}: holds no record")
    return [texts[n % len(texts)] for n in range(count)]


def ours(text: str) -> str:
    """Tipsheet: parse to the tree, look at every value, emit."""
    document = frontmatter.parse(text)
    _ = document.data
    return document.emit()


def ours_typed(text: str) -> str:
    """Tipsheet: to the typed, validated record as well."""
    document = frontmatter.parse(text)
    markdown.from_document(document, "_news/x.md")
    return document.emit()


def peers() -> list[tuple[str, Callable[[str], str], int]]:
    """Name, way, and on how many records at most."""
    found: list[tuple[str, Callable[[str], str], int]] = []
    try:
        import frontmatter as peer
        import yaml
        from frontmatter.default_handlers import YAMLHandler

        def way(loader: Any, dumper: Any) -> Callable[[str], str]:
            class Handler(YAMLHandler):  # type: ignore[misc]
                def load(self, fm: str, **_: object) -> Any:
                    return yaml.load(fm, loader)

            def run(text: str) -> str:
                post = peer.loads(text, handler=Handler())
                return str(peer.dumps(post, handler=Handler(), Dumper=dumper, sort_keys=False))

            return run

        pure, fast = way(yaml.SafeLoader, yaml.SafeDumper), way(yaml.CSafeLoader, yaml.CSafeDumper)
        found += [
            ("python-frontmatter, pure PyYAML", pure, 10**9),
            ("python-frontmatter, libyaml", fast, 10**9),
        ]
    except ImportError:
        print("python-frontmatter is not installed: pip install python-frontmatter")
    try:
        from ruamel.yaml import YAML

        def round_trip(text: str) -> str:
            _, head, body = text.split("---\r\n" if text.startswith("---\r") else "---\n", 2)
            engine = YAML()
            engine.preserve_quotes = True
            engine.width = 10**9
            engine.indent(mapping=2, sequence=4, offset=2)
            out = io.StringIO()
            engine.dump(engine.load(head), out)
            return f"---\n{out.getvalue()}---\n{body}"

        found.append(("ruamel.yaml, round trip", round_trip, 500))
    except ImportError:
        print("ruamel.yaml is not installed: pip install ruamel.yaml")
    return found


def measure(way: Callable[[str], str], texts: list[str]) -> tuple[float, int]:
    """Seconds for all texts, and how many came back as they were."""
    began = time.perf_counter()
    back = [way(text) for text in texts]
    spent = time.perf_counter() - began
    return spent, sum(a == b for a, b in zip(texts, back, strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--records", type=Path, help="a folder of record files")
    options = parser.parse_args()
    texts = below(options.records, options.count) if options.records else invented(options.count)
    ways = [("tipsheet, tree", ours, 10**9), ("tipsheet, typed record", ours_typed, 10**9), *peers()]
    rows = [(name, len(texts[:most]), *measure(way, texts[:most])) for name, way, most in ways]
    pace = rows[0][2] / rows[0][1]
    print(f"{'way':<34}{'records':>9}{'seconds':>9}{'a second':>10}{'unchanged':>11}{'tipsheet is':>13}")
    for name, count, spent, same in rows:
        times = f"{spent / count / pace:.1f} x"
        print(f"{name:<34}{count:>9}{spent:>9.2f}{count / spent:>10.0f}{same / count:>10.1%}{times:>13}")


if __name__ == "__main__":
    main()
