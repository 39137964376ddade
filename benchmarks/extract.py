"""The full record of a page, against the usual libraries: `python benchmarks/extract.py [--quality]`.

Every extractor makes text, title, authors, date and lead image of the same labelled pages in one process,
page by page in turn, so that the machine's noise falls on all alike. Ours starts from the bytes; the peers
are handed the decoded characters, which costs them nothing. Time is CPU time, the best of the rounds for
each page. `--quality` scores everything by the judge beside the labels instead, with more libraries;
`--memory` runs each extractor in a process of its own and tells its peak.

The shipped block forest has seen these pages. For figures about sites that it has not seen, train one
forest for each part of the sites and hand them over:

    python scripts/train_blocks.py --cross 4 --forests FOLDER
    python benchmarks/extract.py --quality --forests FOLDER

Peers want an environment of their own: `uv venv PEERS && uv pip install --python PEERS -e . --group peers`. One
that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib
import importlib.util
import json
import logging
import resource
import subprocess
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
TIMED_SUITES = ("aeb", "fundus", "wcxb_dev", "traf")
FETCHED_AT = datetime(2026, 11, 23, tzinfo=UTC)
FIELDS = (
    ("text", "shingle_f1"), ("snippets", "f1"), ("title", "exact"), ("authors", "f1"), ("published", "accuracy"),
    ("published", "moment"), ("image", "same"), ("type", "exact"), ("site_name", "exact"), ("canonical", "exact"),
    ("amphtml", "exact"), ("lang", "exact"),
)  # fmt: skip

Record = dict[str, Any]
Extractor = Callable[[bytes, str, str], Record]  # bytes, characters, address

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


# ------------------------------------------------------------------------ extractors


def ours() -> Extractor:
    from tipsheet.records import Page, Rejected
    from tipsheet.stages.extract import read, warm

    assert warm

    def run(body: bytes, html: str, url: str) -> Record:
        made = read(Page(url=url, final_url=url, status=200, body=body, fetched_at=FETCHED_AT))
        if isinstance(made, Rejected):
            return {"type": made.reason}
        article = made.article
        return {
            "text": article.text, "title": article.title, "authors": list(article.authors),
            "published": made.published, "image": article.images[0].url if article.images else None,
            "canonical": article.canonical_url, "amphtml": article.amp_url, "lang": article.language,
            "site_name": article.site_name, "type": article.type,
        }  # fmt: skip

    return run


def trafilatura(**options: Any) -> Extractor:
    from trafilatura import bare_extraction

    def run(body: bytes, html: str, url: str) -> Record:
        made = bare_extraction(html, url=url, with_metadata=True, include_comments=False, **options)
        if made is None:
            return {}
        return {
            "text": made.text, "title": made.title, "authors": (made.author or "").split("; "),
            "published": made.date, "image": made.image, "site_name": made.sitename, "canonical": made.url,
        }  # fmt: skip

    return run


def newspaper4k() -> Extractor:
    from newspaper import Article, Config

    config = Config()
    config.fetch_images = False
    config.memorize_articles = False

    def run(body: bytes, html: str, url: str) -> Record:
        made = Article(url, config=config)
        made.download(input_html=html)
        made.parse()
        return {
            "text": made.text, "title": made.title, "authors": list(made.authors),
            "published": made.publish_date.isoformat() if made.publish_date else None, "image": made.top_image,
            "canonical": made.canonical_link, "lang": made.meta_lang,
        }  # fmt: skip

    return run


def readability_lxml() -> Extractor:
    from lxml.html import fromstring
    from readability import Document

    def run(body: bytes, html: str, url: str) -> Record:
        made = Document(html, url=url)
        tree = fromstring(made.summary(html_partial=True))
        for line in tree.iter("p", "div", "li", "h1", "h2", "h3", "h4", "br", "tr", "blockquote", "pre"):
            line.tail = "\n" + (line.tail or "")
        return {"text": tree.text_content(), "title": made.short_title()}

    return run


def htmldate() -> Extractor:
    from htmldate import find_date

    return lambda body, html, url: {"published": find_date(html, url=url, original_date=True)}


def goose3() -> Extractor:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})

    def run(body: bytes, html: str, url: str) -> Record:
        made = goose.extract(raw_html=html, url=url)
        return {
            "text": made.cleaned_text, "title": made.title, "authors": list(made.authors),
            "published": made.publish_date, "image": made.opengraph.get("image"),
            "canonical": made.canonical_link, "lang": made.meta_lang,
        }  # fmt: skip

    return run


def extruct() -> Extractor:
    """What the structured data says, taken as it is: JSON-LD, then microdata, then Open Graph."""
    from extruct import extract

    def first(value: Any, *keys: str) -> Any:
        while isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            return next((value[k] for k in keys if isinstance(value.get(k), str)), None)
        return value if isinstance(value, str) else None

    def run(body: bytes, html: str, url: str) -> Record:
        made = extract(html, base_url=url, syntaxes=["json-ld", "microdata", "opengraph"], uniform=True)
        nodes = [
            n for kind in ("json-ld", "microdata") for top in made[kind] for n in top.get("@graph", [top])
        ]
        node = next((n for n in nodes if isinstance(n, dict) and "headline" in n), {})
        graph = made["opengraph"][0] if made["opengraph"] else {}
        people = node.get("author") or []
        names = [first(a, "name") for a in (people if isinstance(people, list) else [people])]
        return {
            "title": first(node.get("headline")) or first(graph.get("og:title")),
            "authors": [n for n in names if n],
            "published": first(node.get("datePublished")) or first(graph.get("article:published_time")),
            "image": first(graph.get("og:image")) or first(node.get("image"), "url"),
            "canonical": first(graph.get("og:url")),
            "site_name": first(graph.get("og:site_name")),
        }

    return run


def resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda body, html, url: {"text": extract_plain_text(html, main_content=True, comments=False)}


FULL: dict[str, Callable[[], Extractor]] = {
    "tipsheet": ours,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability_lxml,
}
MORE: dict[str, Callable[[], Extractor]] = {
    "trafilatura fast": lambda: trafilatura(fast=True),
    "trafilatura precision": lambda: trafilatura(favor_precision=True),
    "trafilatura recall": lambda: trafilatura(favor_recall=True),
    "htmldate": htmldate,
    "extruct": extruct,
    "goose3": goose3,
    "resiliparse": resiliparse,
}


def installed(makers: dict[str, Callable[[], Extractor]]) -> dict[str, Extractor]:
    made = {}
    for name, make in makers.items():
        try:
            made[name] = make()
        except ImportError as problem:
            print(f"{name} left out: {problem}")
    return made


# ----------------------------------------------------------------------------- pages


def labelled(
    folder: Path, suites: tuple[str, ...], every: int
) -> Iterator[tuple[dict[str, Any], bytes, str]]:
    """(labels, bytes, characters) of every n-th page of these suites; all suites when none are named."""
    from tipsheet.stages.extract.decode import decode

    with (folder / "extraction/truth.jsonl").open(encoding="utf-8") as lines:
        for number, truth in enumerate(map(json.loads, lines)):
            if number % every == 0 and (not suites or truth["suite"] in suites):
                body = gzip.decompress((folder / "extraction" / truth["page"]).read_bytes())
                yield truth, body, decode(body) or body.decode("utf-8", "replace")


def answer(run: Extractor, truth: dict[str, Any], body: bytes, html: str) -> Record:
    try:
        return run(body, html, truth["url"])
    except Exception as problem:  # a library that raises has no answer
        return {"raised": repr(problem)[:200]}


def judge(folder: Path) -> Any:
    spec = importlib.util.spec_from_file_location("evaluate", folder / "extraction/evaluate.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{folder}: no extraction/evaluate.py; name the folder with --shared")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class HeldOut:
    """Sets, before each page, the forest that was trained without the page's site."""

    def __init__(self, folder: Path | None) -> None:
        self.forests = []
        if folder is not None:
            from tipsheet.stages.extract import model

            self.model = model
            self.forests = [model.load(p.read_bytes()) for p in sorted(folder.glob("fold*.npz"))]
            if not self.forests:
                sys.exit(
                    f"{folder}: no fold*.npz; make them with scripts/train_blocks.py --cross 4 --forests"
                )
            sys.path.insert(0, str(HERE.parent / "scripts"))
            self.fold = importlib.import_module("train_blocks").fold

    def take(self, url: str) -> None:
        if self.forests:
            from tipsheet import urls

            chosen = self.forests[self.fold(urls.registrable_domain(url), len(self.forests))]
            self.model.forest = lambda: chosen


# --------------------------------------------------------------------------- figures


def quality(args: argparse.Namespace) -> None:
    score = judge(args.shared)
    extractors = installed({**FULL, **MORE})
    held_out = HeldOut(args.forests)
    scored: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    with contextlib.ExitStack() as stack:
        files = {
            name: stack.enter_context((args.save / f"{name.replace(' ', '-')}.jsonl").open("w"))
            for name in (extractors if args.save else ())
        }
        for truth, body, html in labelled(args.shared, tuple(args.suite), args.every):
            held_out.take(truth["url"])
            for name, run in extractors.items():
                made = answer(run, truth, body, html)
                scored[truth["suite"]][name].append(
                    score.score_page(truth, json.loads(json.dumps(made, default=str)))
                )
                if name in files:
                    print(json.dumps({"id": truth["id"], **made}, default=str), file=files[name])
    for suite, by_name in scored.items():
        summaries = {name: score.summarise(pages, args.bootstrap) for name, pages in by_name.items()}
        fields = [f for f in FIELDS if f[1] in summaries["tipsheet"].get(f[0], {})]
        print(f"\n[{suite}] {len(next(iter(by_name.values())))} pages")
        print(f"{'':22}" + "".join(f"{f'{a} {b}'[:18]:>19}" for a, b in fields))
        for name, summary in summaries.items():
            row = []
            for field, figure in fields:
                made = summary.get(field, {})
                spread = made.get(f"{figure}_sd")
                row.append(
                    f"{made[figure]:.3f}" + (f"±{spread:.3f}" if spread else "") if made.get(figure) else "-"
                )
            print(f"{name:22}" + "".join(f"{cell:>19}" for cell in row))


def speed(args: argparse.Namespace) -> None:
    extractors = installed(FULL)
    score = judge(args.shared)
    held_out = HeldOut(args.forests)
    pages = list(labelled(args.shared, tuple(args.suite) or TIMED_SUITES, args.every))
    spent: dict[str, list[float]] = {name: [9e9] * len(pages) for name in extractors}
    scored: dict[str, list[Any]] = defaultdict(list)
    steps = Steps()
    for turn in range(args.rounds):
        for number, (truth, body, html) in enumerate(pages):
            held_out.take(truth["url"])
            for name, run in extractors.items():
                start = time.process_time()
                made = answer(run, truth, body, html)
                spent[name][number] = min(spent[name][number], time.process_time() - start)
                if not turn:
                    made = json.loads(json.dumps(made, default=str))
                    scored[name].append(score.score_page(truth, made))
    size_mb = sum(len(body) for _, body, _ in pages) / 1e6
    print(f"{len(pages)} pages, {size_mb:.1f} MB, best of {args.rounds} rounds, CPU time")
    base = sum(spent.get("trafilatura", spent["tipsheet"]))
    head = ("pages/s", "MB/s", "x trafilatura", "text F1", "title", "authors", "right day")
    print(f"{'':18}" + "".join(f"{h:>15}" for h in head))
    for name, seconds in spent.items():
        made = score.summarise(scored[name])
        row = [
            f"{len(pages) / sum(seconds):.1f}", f"{size_mb / sum(seconds):.1f}", f"{base / sum(seconds):.2f}",
            f"{made['text']['shingle_f1']:.3f}", f"{made['title']['exact']:.3f}",
            f"{made['authors']['f1']:.3f}", f"{made['published']['accuracy']:.3f}",
        ]  # fmt: skip
        print(f"{name:18}" + "".join(f"{cell:>15}" for cell in row))
    steps.watch()
    for truth, body, html in pages:
        held_out.take(truth["url"])
        answer(extractors["tipsheet"], truth, body, html)
    steps.report()


class Steps:
    """Which share of our own time each step takes; a step's time is without the steps inside it."""

    WATCHED = (
        (
            "stage",
            "decode parse listen read_blocks body render headings headline times authors images kind language",
        ),
        ("body", "features likelihood choose"),
        ("second", "text day share"),
        ("content", "text_of"),
        ("about", "summary links provider own_address"),
    )

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.inside = [0.0]
        self.whole = 0.0

    def watch(self) -> None:
        for module_name, names in self.WATCHED:
            module = importlib.import_module(f"tipsheet.stages.extract.{module_name}")
            for name in names.split():
                setattr(module, name, self._timed(f"{module_name}.{name}", getattr(module, name)))
        self.start = time.process_time()

    def _timed(self, label: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **options: Any) -> Any:
            self.inside.append(0.0)
            start = time.process_time()
            try:
                return call(*args, **options)
            finally:
                took = time.process_time() - start
                self.spent[label] += took - self.inside.pop()
                self.inside[-1] += took

        return timed

    def report(self) -> None:
        whole = time.process_time() - self.start
        print("\nshare of each step, without the steps inside it")
        for label, seconds in sorted(self.spent.items(), key=lambda item: -item[1]):
            print(f"  {label.removeprefix('stage.'):24}{seconds / whole:7.1%}")
        print(f"  {'the rest':24}{1 - sum(self.spent.values()) / whole:7.1%}")


def memory(args: argparse.Namespace) -> None:
    """Each extractor in its own process: the peak after import and at the end."""
    for name in FULL:
        command = [
            sys.executable,
            __file__,
            "--only",
            name,
            "--every",
            str(args.every),
            "--shared",
            str(args.shared),
        ]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        print(f"{name:18}{(told.stdout or told.stderr).strip().splitlines()[-1]}")


def only(args: argparse.Namespace) -> None:
    run = FULL[args.only]()
    imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for truth, body, html in labelled(args.shared, tuple(args.suite) or TIMED_SUITES, args.every):
        answer(run, truth, body, html)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{imported:6.0f} MB after import, {peak:6.0f} MB at the peak")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--suite", action="append", default=[], help="only this suite (repeatable)")
    parser.add_argument("--every", type=int, default=1, help="every n-th page only")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--forests", type=Path, help="forests for unseen sites, see above")
    parser.add_argument("--quality", action="store_true")
    parser.add_argument(
        "--bootstrap", type=int, default=0, help="with --quality: the spread of the text figures"
    )
    parser.add_argument("--save", type=Path, help="with --quality: write every extractor's answers here")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--only", choices=sorted(FULL), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.save:
        args.save.mkdir(parents=True, exist_ok=True)
    (only if args.only else memory if args.memory else quality if args.quality else speed)(args)


if __name__ == "__main__":
    main()
