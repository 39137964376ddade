"""Throws broken, hostile and merely odd front matter at the reader: `python tests/fuzz/fuzz_frontmatter.py`.

Options: `--seconds 600` how long, `--seed 1` which inputs. Every input must be read or refused with a
`RecordError` that names a line, in time and space in proportion to its size. What is read must come back byte
for byte, must mean what PyYAML says it means wherever both read it, and must keep all else when one value is
set. Prints a line every minute; ends with 1 at the first input that fails, which it prints. With `atheris`
installed (`pip install atheris`) add `--atheris` for a coverage-guided run instead.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import traceback
from typing import Any

import yaml

from tipsheet import frontmatter
from tipsheet.errors import RecordError

SECONDS_PER_MB = 20.0  # far above what is measured (under 3), far below anything quadratic
SMALLEST_LIMIT_S = 1.0

SEEDS = [
    '---\ntitle: "A kettle \\"sings\\""\nheat: -1\npublished: true\n\nprovider:\n  name: Tea & Co!\n'
    '  images:\n    - url: "https://tea.test/a.png"\n      width: 50\n\ntopics:\n  - Tea\n  - Pots\n---\n\n',
    "---\r\ntitle: 'It''s cold'\r\nurl: https://ice.test/?a=1#b  # where\r\n"
    'list: [a, "b", {c: d}]\r\n---\r\nbody\r\n',
    "---\ntext: |\n  one\n\n   two\n\nmore: >-\n  fold\n  line\n\n  end\nplain: goes on\n  and on\n---\n",
    '---\nquoted: "over\n  two\n\n  lines \\\n  joined"\nempty:\nnull: ~\n- stray\n---\n',
    "---\na: &x [1]\nb: *x\nc: !tag d\n<<: *x\n---\n",
    "---\nk:\n- a\n- b: c\n  d: e\n- - f\n  - g\n---\n",
]
PIECES = [
    *(
        "\n",
        "\r\n",
        "  ",
        "    ",
        "\t",
        "- ",
        ": ",
        ":",
        '"',
        "'",
        "\\",
        "#",
        " #",
        "[",
        "]",
        "{",
        "}",
        ",",
        "|",
        ">",
    ),
    *("|-", ">+", ">-\n", "&a", "*a", "!!x", "---\n", "...\n", "? ", "key: ", "- key: v\n", "\\n", "\\u0041"),
    *("\\x", "\\U00110000", "\\ud800", "\u2028", "\x85", "\ufeff", "\x00", "\ud7ff", "é", "日本語"),
    *("0x1F", "1e999", "9" * 30, "~", "null", "true"),
]


def check(text: str, *, timed: bool = True) -> bool:
    """Read one input and check all promises; True when it was read. `timed`: the time is a promise too."""
    began = time.perf_counter()
    document, refusal = None, ""
    try:
        document = frontmatter.parse(text, "fuzz.md")
    except RecordError as error:
        refusal = str(error)
    spent = time.perf_counter() - began
    if timed:
        limit = max(SMALLEST_LIMIT_S, SECONDS_PER_MB * len(text) / 1e6)
        assert spent < limit, f"{spent:.2f} s for {len(text)} characters"
    if document is None:
        assert re.match(r"fuzz\.md:\d+: \S", refusal), f"an error without its line: {refusal}"
        assert len(refusal) < 400, "an error that repeats the input"
        return False
    assert document.emit() == text, "comes back different"
    assert _size(document.data) <= 4 * len(text) + 16, "grows"
    _compare(document, text)
    _change(document)
    return True


def _change(document: frontmatter.Document) -> None:
    """Set one value of every kind and remove one: the rest must stay."""
    before = words(document.root)
    keys = [entry.key for entry in document.root.entries]
    if len(set(keys)) < len(keys):
        return  # of a key given twice only the last one is set
    inner = {"name": "N", "images": [{"url": "u", "width": 1}]}
    values: list[Any] = ['a "new": one # \n\\', 7, ["x", "y: z", 'a "q"'], inner, None]
    for key, value in zip([*keys[:4], "added"], values, strict=False):
        document.set(key, value)
        after = words(frontmatter.parse(document.emit(), "fuzz.md").root)
        found = after.pop(key, None)
        before.pop(key, None)
        assert after == before, f"setting {key!r} changed other values: {after!r}, not {before!r}"
        assert _holds(found, value), f"{key!r} was set to {value!r} and says {found!r}"
        if found is not None:
            before[key] = found


def _holds(found: Any, wanted: Any) -> bool:
    """Whether a value says what was set; a mapping may keep keys that it had before."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_holds(found.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        same = isinstance(found, list) and len(found) == len(wanted)
        return same and all(_holds(a, b) for a, b in zip(found, wanted, strict=True))
    return bool(found == (None if wanted is None else str(wanted)))


def _compare(document: frontmatter.Document, text: str) -> None:
    """Where PyYAML reads the same lines, it must read the same words."""
    if not re.match(r"---\n", text):
        return
    inner = text[4 : len(text) - len(document.body) - len(document.close)]
    if any(c in inner for c in "\t\ufeff\x85\u2028\u2029") or re.search(r"^\.\.\.|\r(?!\n)", inner, re.M):
        return  # line ends and document ends that records do not know
    try:
        theirs = yaml.load(inner, yaml.CBaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return  # stricter than we are, on purpose (names with ": ")
    ours = words(document.root)
    assert ours == (theirs or {}), f"read as {ours!r}, by PyYAML as {theirs!r}"


def words(node: frontmatter.Node) -> Any:
    """The tree as PyYAML's BaseLoader gives it: every scalar is its text."""
    if isinstance(node, frontmatter.Map):
        return {entry.key: words(entry.value) for entry in node.entries}
    if isinstance(node, frontmatter.List):
        return [words(entry.value) for entry in node.entries]
    if node.style == "flow":
        try:
            return yaml.load(node.emit(), yaml.CBaseLoader)
        except yaml.YAMLError:
            return node.value
    return node.text


def _size(data: Any) -> int:
    if isinstance(data, dict):
        return sum(len(k) + _size(v) + 1 for k, v in data.items())
    if isinstance(data, list):
        return sum(_size(item) + 1 for item in data)
    return len(data) if isinstance(data, str) else 1


def mutate(rng: random.Random, pool: list[str]) -> str:
    """A new input from those that were worth keeping."""
    text = rng.choice(pool)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice((1, 2, 5, 20)))
        kind = rng.randrange(7)
        if kind == 0:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif kind == 1:
            text = text[:at] + text[end:]
        elif kind == 2:
            text = text[:at] + rng.choice(PIECES) + text[end:]
        elif kind == 3:
            text = text[:end] + text[at:end] * rng.choice((1, 2, 50)) + text[end:]
        elif kind == 4:
            other = rng.choice(pool)
            cut = rng.randrange(len(other) + 1)
            text = text[:at] + other[cut : cut + 60] + text[at:]
        elif kind == 5:
            lines = text.split("\n")
            line = rng.randrange(len(lines))
            lines[line] = " " * rng.randrange(6) + lines[line].lstrip()
            text = "\n".join(lines)
        else:
            text = text[:at] + rng.choice(PIECES) * rng.choice((3, 100, 3000)) + text[at:]
    closed = text.find("\n---", 4)  # what lies behind is body, of which there is little to learn
    return text[: closed + 40] if closed > 0 and rng.random() < 0.9 else text[:100_000]


def main() -> int:
    """Run for the time asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args()
    if options.atheris:
        return guided(options.seconds)
    rng = random.Random(options.seed)
    pool, inputs, read = list(SEEDS), 0, 0
    began = told = time.monotonic()
    while (now := time.monotonic()) < began + options.seconds:
        if now > told + 60:
            told = now
            print(f"{now - began:.0f} s: {inputs} inputs, {read} read", flush=True)
        text = mutate(rng, pool)
        try:
            accepted = check(text)
        except BaseException as error:
            traceback.print_exc(limit=-4)
            print(f"seed {options.seed}, input {inputs}: {type(error).__name__}: {error}\n{text!r}"[:4000])
            return 1
        inputs += 1
        read += accepted
        if accepted and len(text) < 2000 and rng.random() < 0.05:
            pool.append(text)
            if len(pool) > 400:
                del pool[rng.randrange(len(SEEDS), len(pool))]
    print(f"{inputs} inputs in {options.seconds:.0f} s, {read} read, none failed")
    return 0


def guided(seconds: float) -> int:
    """The same promises under a coverage-guided fuzzer."""
    import atheris  # type: ignore[import-not-found]

    atheris.instrument_all()
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds:.0f}", "-max_len=20000"],
        lambda data: check(data.decode("utf-8", "ignore")),
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
