"""Build the same 10,000 records with Tipsheet, Hugo and Jekyll, and again after 20 changed ones.

    python benchmarks/site.py [--records 10000] [--turns 3] [--only tipsheet,rebuild,hugo,jekyll,command] [--keep DIR]

Peers (Debian: `apt install hugo jekyll`) make the same page kinds, equally rich, from the same
records (site_peers.py): front page, stories, records, topics, publishers, days and months as HTML,
three feeds for front page, topics, publishers and stories, sitemaps, search index, JSON API.
Tipsheet is told the records by its own store's form (one msgpack file), and once more by record
files as the peers are. Each build is a process of its own, timed from start to end; the builders
take turns, so that a busy moment hits all alike; medians count, the best is told beside them. Speed
is HTML pages per second. CPU is user and system time of all processes; memory is the largest sum
of proportional set sizes, sampled in a turn that is not timed.

Beside it: the floor (the same bytes written with nothing to do but write), the rebuild after 20
changed records, and both for the whole command `tipsheet build` over a publication of as many
articles, as a user runs it: it also reads the store and the record files and judges anew.

Debian's Jekyll 4.3.1 looks each file up in a list of all files before it writes it, which later
versions do not; with 10,000 records that takes minutes. `Jekyll` here is the package with that one
method mended, `--only packaged` the package as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec
from site_peers import JEKYLL_MEND, hugo_files, jekyll_files

from tipsheet.publish import files, markdown, site, whole
from tipsheet.publish.plan import Piece
from tipsheet.publish.site.safe import slugify
from tipsheet.records import (
    Article,
    ArticleState,
    Changes,
    Edition,
    NewsRecord,
    Part,
    Provider,
    RunReport,
    SiteInfo,
    Story,
    Topic,
    TopicMatch,
)

replace = msgspec.structs.replace
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
WORDS = [
    "harbour",
    "grid",
    "cable",
    "turbine",
    "auction",
    "ministry",
    "storm",
    "contract",
    "quay",
    "battery",
    "tariff",
    "licence",
    "union",
    "price",
    "market",
    "island",
    "port",
    "crane",
    "permit",
    "survey",
    "merger",
    "loan",
    "profit",
    "strike",
    "outage",
    "repair",
    "tender",
    "export",
    "hydrogen",
    "tide",
    "regulator",
    "court",
    "investor",
    "village",
    "fleet",
    "ferry",
    "reactor",
    "bridge",
    "signal",
    "charter",
    "budget",
    "audit",
    "pipeline",
]


# ------------------------------------------------------------------------ the records


def invented(count: int) -> Edition:
    """`count` published records of 220 publishers over a year, in stories of one to six articles."""
    luck = random.Random(11)
    pairs = enumerate(zip(WORDS[::2], WORDS[1::2], strict=False), 1)
    children = [
        Topic(id=str(n), name=f"{a.title()} and {b.title()}", slug=f"{a}-{b}", parent="Coast", order=n, services={"news": f"/{n}/"})
        for n, (a, b) in pairs
    ]  # fmt: skip
    topics = (Topic(id="0", name="Coast", slug="coast", services={"news": "/"}), *children)
    providers = [
        Provider(
            name=f"{luck.choice(WORDS).title()} {luck.choice(WORDS).title()} {n}", domain=f"paper{n}.example"
        )
        for n in range(220)
    ]
    articles: dict[str, Article] = {}
    paths: dict[str, str] = {}
    news: list[NewsRecord] = []
    stories: list[Story] = []
    while len(news) < count:
        size = min(count - len(news), luck.choice((1, 1, 1, 1, 2, 2, 3, 4, 6)))
        start = NOW - timedelta(minutes=luck.randrange(365 * 1440))
        names = ("Coast", luck.choice(topics[1:]).name)
        ids = []
        for part in range(size):
            at = min(start + timedelta(minutes=part * 47), NOW)
            title = " ".join(luck.choice(WORDS) for _ in range(9)).capitalize()
            url = f"https://paper{luck.randrange(220)}.example/{at:%Y/%m/%d}/{slugify(title)}-{len(news)}"
            provider = providers[int(url.split("paper")[1].split(".")[0])]
            excerpt = " ".join(luck.choice(WORDS) for _ in range(38)).capitalize() + "."
            path = f"_news/{at:%Y-%m-%d}-{slugify(title)}-{len(news)}.md"
            article = Article(
                id=sha256(url.encode()).hexdigest()[:16], url=url, title=title, excerpt=excerpt, published_at=at,
                provider=provider, language="en", quality=luck.randrange(40, 98),
                quality_parts=(Part(name="text", value=21.0, why="full text"), Part(name="date", value=6.0, why="dated")),
            )  # fmt: skip
            articles[article.id] = article
            paths[article.id] = path
            ids.append(article.id)
            news.append(
                NewsRecord(
                    path=path, title=title, excerpt=excerpt, published_at=at, original_url=url, web_url=url,
                    quality=article.quality, heat=article.quality, published=True, provider=provider, topics=names,
                )
            )  # fmt: skip
        stories.append(
            Story(
                id=sha256(ids[0].encode()).hexdigest()[:16], article_ids=tuple(ids), title=articles[ids[0]].title,
                topics=names, first_at=start, last_at=min(start + timedelta(minutes=47 * (size - 1)), NOW),
                heat=max(0.0, 100 - (NOW - start).days), importance=float(size),
            )
        )  # fmt: skip
    stories.sort(key=lambda s: (-s.heat, s.id))
    return Edition(
        site=SiteInfo(title="Coast Desk", url="https://coast.example", description="A benchmark.", root_topic="Coast"),
        now=NOW, topics=topics, providers=tuple(providers), articles=articles, record_paths=paths,
        stories=tuple(stories), news=tuple(sorted(news, key=lambda n: n.path)),
    )  # fmt: skip


def changed(edition: Edition, *, spread: bool, count: int = 20) -> Edition:
    """The edition with `count` records corrected: another title and excerpt.

    The newest ones, as in a day's work, or (`spread`) as many all over the year.
    """
    step = len(edition.news) // count
    at = (
        range(step // 2, len(edition.news), step)
        if spread
        else range(len(edition.news) - count, len(edition.news))
    )
    touched = {edition.news[number].path for number in at}
    news = tuple(
        replace(n, title=n.title + ", corrected", excerpt="Corrected. " + n.excerpt)
        if n.path in touched
        else n
        for n in edition.news
    )
    by_path = {n.path: n for n in news}
    articles = dict(edition.articles)
    for key, path in edition.record_paths.items():
        if path in touched:
            articles[key] = replace(articles[key], title=by_path[path].title, excerpt=by_path[path].excerpt)
    return replace(edition, news=news, articles=articles)


# ---------------------------------------------------------------------------- ours


def everything(edition: Edition, folder: Path) -> Callable[[bytes], Iterator[Piece]]:
    """All that a publication consists of but images and tip sheets, which the records have not."""
    return whole.plan(edition, files.read(folder, site.MEMORY))


def load(place: Path) -> Edition:
    """The edition out of its file."""
    return msgspec.msgpack.decode(place.read_bytes(), type=Edition)


def ours(args: list[str]) -> None:
    """A build in this process (the parent times it): `--ours MODE FILE OUT`."""
    mode, source, out = args
    edition = load(Path(source))
    folder = Path(out) / "public"
    if mode == "rebuild":
        print(json.dumps({"one": rebuilds(edition, folder, 1), "all": rebuilds(edition, folder, None)}))
        return
    if mode == "records":  # the same, but told by the record files
        read = tuple(
            markdown.read(path.read_text("utf-8"), f"_news/{path.name}")
            for path in sorted((Path(source).parent / "told" / "_news").iterdir())
        )
        edition = replace(edition, news=read)
    began = time.perf_counter()
    files.publish(folder, everything(edition, folder), processes=1 if mode == "one" else None)
    print(json.dumps({"seconds": time.perf_counter() - began}))


def rebuilds(edition: Edition, folder: Path, processes: int | None) -> dict[str, tuple[float, float, int]]:
    """Wall seconds, CPU seconds of this process and files written: of everything, and after 20 changed records.

    Medians: of three builds of everything, from nothing; of eight rebuilds of each kind.
    """

    def build(turn: Edition) -> tuple[float, float, int]:
        wall, cpu = time.perf_counter(), time.process_time()
        done = files.publish(folder, everything(turn, folder), processes=processes)
        return time.perf_counter() - wall, time.process_time() - cpu, len(done.written)

    def median(turns: list[tuple[float, float, int]]) -> tuple[float, float, int]:
        walls, cpus, counts = zip(*turns, strict=True)
        return statistics.median(walls), statistics.median(cpus), max(counts)

    whole = []
    for _ in range(3):
        shutil.rmtree(folder.parent, ignore_errors=True)
        whole.append(build(edition))
    answer = {"everything": median(whole)}
    build(changed(edition, spread=True, count=3))  # from here on both trees stand
    build(edition)
    for spread in (False, True):
        other = changed(edition, spread=spread)
        answer["spread" if spread else "newest"] = median([build(turn) for turn in (other, edition) * 4])
    return answer


def floor(args: list[str]) -> None:
    """Write the bytes of a built site to new files, folder by folder: `--floor FROM TO`."""
    built = [(p.relative_to(args[0]), p.read_bytes()) for p in Path(args[0]).rglob("*") if p.is_file()]
    began = time.perf_counter()
    made: set[str] = set()
    for path, body in built:
        target = os.path.join(args[1], path)
        parent = os.path.dirname(target)
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        os.write(handle, body)
        os.close(handle)
    print(json.dumps({"files": len(built), "seconds": time.perf_counter() - began}))


def write_records(edition: Edition, folder: Path) -> None:
    """The records as `_news/*.md`, as Tipsheet itself writes them."""
    put({record.path: markdown.emit(record) for record in edition.news}, folder)


def write_publication(edition: Edition, folder: Path) -> None:
    """A publication whose store holds the articles, as after many runs, with texts of 280 words."""
    from tipsheet.publication import open_publication  # here: a build is timed with what it imports
    from tipsheet.store import open_store

    site_ = edition.site
    told = {"title": site_.title, "topic": site_.root_topic, "url": site_.url}
    tree = {"tipsheet.toml": "[publication]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in told.items())}
    for topic in edition.topics:
        parent = f"parent: {topic.parent}\n" if topic.parent else ""
        text = f"taxonomy: topic\n_id: '{topic.id}'\nname: {topic.name}\n{parent}services:\n  news: /{topic.id}/\n"
        tree[f"_data/topics/{topic.order:02}-{topic.slug}.yaml"] = text
    put(tree, folder)
    luck = random.Random(3)
    story_of = {i: story for story in edition.stories for i in story.article_ids}
    states = []
    for article in edition.articles.values():
        text = "\n\n".join(" ".join(luck.choice(WORDS) for _ in range(70)) for _ in range(4))
        story = story_of[article.id]
        topics = tuple(TopicMatch(name=name) for name in story.topics)
        whole = replace(
            article, text=text, topics=topics, original_url=article.url, fetched_at=article.published_at
        )
        states.append(ArticleState(article=whole, status="grouped", story_id=story.id))
    with open_store(open_publication(folder).database) as store:
        run = RunReport(run_id="run", started_at=NOW)
        store.apply(Changes(articles=tuple(states), stories=edition.stories, report=run, finished=True))


def edit_records(folder: Path, turn: int) -> None:
    """As an editor: another excerpt in 20 record files."""
    paths = sorted((folder / "_news").iterdir())
    for path in paths[:: len(paths) // 20][:20]:
        lines = path.read_text("utf-8").split("\n")
        at = next(n for n, line in enumerate(lines) if line.startswith("excerpt:"))
        lines[at] = f'excerpt: "As corrected in turn {turn}."'
        path.write_text("\n".join(lines), "utf-8")


# ------------------------------------------------------------------------ measuring


class Run(NamedTuple):
    """One build."""

    seconds: float
    cpu: float
    memory_mb: float
    output: str


def timed(command: list[str], cwd: Path) -> Run:
    """Wall time, CPU time and memory of a command and its children."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, cwd=cwd, stdout=told, stderr=subprocess.STDOUT)
        watch = _Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        most = watch.end()
        told.seek(0)
        text = told.read().decode()
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)}\n{text[-2000:]}")
    return Run(took, used.ru_utime + used.ru_stime, most / 1024, text)


class _Watch(threading.Thread):
    """Looks ten times a second how much memory a process and its children hold."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.most = 0
        self.over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self.over.wait(0.1):
            self.most = max(self.most, sum(_size(pid) for pid in _family(self.pid)))

    def end(self) -> int:
        """The largest sum of proportional set sizes seen, kB."""
        self.over.set()
        self.join()
        return self.most


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(found for child in children for found in _family(int(child)))]


def _size(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)


def put(tree: dict[str, str], folder: Path) -> None:
    """Write a tree of text files."""
    for path, text in tree.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def weigh(folder: Path) -> tuple[int, int, float]:
    """HTML pages, files and megabytes below a folder."""
    found = [p for p in folder.rglob("*") if p.is_file()]
    return sum(p.suffix == ".html" for p in found), len(found), sum(p.stat().st_size for p in found) / 1e6


class Builder(NamedTuple):
    """How to start one builder, what to clear before, and where its site appears."""

    command: list[str]
    out: Path
    cwd: Path
    public: Path


ME = [sys.executable, str(Path(__file__).resolve())]
OURS = {"Tipsheet": "full", "Tipsheet, one process": "one", "Tipsheet, from record files": "records"}
COMMAND = [sys.executable, "-m", "tipsheet", "build", "--now", f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "--json"]
FLOOR = "floor: the same files written"


def builders(edition: Edition, work: Path, wanted: list[str]) -> dict[str, Builder]:
    """All that take part, their input written."""
    found: dict[str, Builder] = {}
    source = work / "edition"
    source.write_bytes(msgspec.msgpack.encode(edition))
    if "tipsheet" in wanted:
        write_records(edition, work / "told")
        for name, mode in OURS.items():
            out = work / mode
            found[name] = Builder([*ME, "--ours", mode, str(source), str(out)], out, work, out / "public")
    if "hugo" in wanted and shutil.which("hugo"):
        put(hugo_files(edition), work / "hugo")
        public = work / "hugo/public"
        found["Hugo"] = Builder(["hugo", "--quiet", "-d", "public"], public, work / "hugo", public)
    jekyll = ["jekyll", "build", "-q", "-d", "_site", "--disable-disk-cache"]
    for name, folder, mended in (("Jekyll", "jekyll", True), ("Jekyll as packaged", "packaged", False)):
        if folder in wanted and shutil.which("jekyll"):
            tree = jekyll_files(edition)
            if mended:
                tree["_plugins/mend.rb"] = JEKYLL_MEND
            put(tree, work / folder)
            public = work / folder / "_site"
            found[name] = Builder(jekyll, public, work / folder, public)
    return found


def measured(all_of: dict[str, Builder], work: Path, turns: int) -> dict[str, list[Run]]:
    """The runs of each, in turns."""
    runs: dict[str, list[Run]] = {name: [] for name in all_of}
    floors: list[Run] = []
    for _ in range(turns):
        for name, builder in all_of.items():
            shutil.rmtree(builder.out, ignore_errors=True)
            runs[name].append(timed(builder.command, builder.cwd))
        if (work / "full/public").is_dir():
            shutil.rmtree(work / "floor", ignore_errors=True)
            run = timed([*ME, "--floor", str(work / "full/public"), str(work / "floor")], work)
            floors.append(run._replace(seconds=json.loads(run.output)["seconds"]))
    return runs | ({FLOOR: floors} if floors else {})


def middle(runs: list[Run], of: Callable[[Run], float] = lambda run: run.seconds) -> float:
    """The median."""
    return statistics.median(map(of, runs))


def tell_speed(all_of: dict[str, Builder], runs: dict[str, list[Run]]) -> None:
    """The table and the ratios."""
    pages = {name: weigh(builder.public) for name, builder in all_of.items()}
    for name, of in runs.items():
        wall, best, cpu = middle(of), min(run.seconds for run in of), middle(of, lambda run: run.cpu)
        if name == FLOOR:
            print(f"{name:<30}{wall:7.2f} s (best {best:.2f})")
            continue
        html, count, size = pages[name]
        memory = max(run.memory_mb for run in of)
        print(
            f"{name:<30}{wall:7.2f} s (best {best:.2f}){cpu:8.2f} s CPU{html:7} pages{count:7} files"
            f"{size:7.1f} MB{html / wall:7.0f} pages/s{memory:6.0f} MB memory"
        )
    print()
    for peer in ("Hugo", "Jekyll", "Jekyll as packaged"):
        if peer not in runs or "Tipsheet" not in runs:
            continue
        for words, of in (
            ("medians", middle),
            ("best", lambda runs: min(run.seconds for run in runs)),
            ("CPU", lambda runs: middle(runs, lambda run: run.cpu)),
        ):
            ratios = [
                f"{name} {pages[name][0] / of(runs[name]) / (pages[peer][0] / of(runs[peer])):.1f}x"
                for name in OURS
            ]
            print(f"pages per second against {peer} ({words}): {'; '.join(ratios)}")


def tell_rebuild(source: Path, work: Path, floor_s: float) -> None:
    """The full build and the rebuild inside one process, without starting and reading."""
    answer = json.loads(timed([*ME, "--ours", "rebuild", str(source), str(work / "rebuild")], work).output)
    print("\nthe build alone, without starting and reading")
    for processes, words, at in (("one", "one process, CPU", 1), ("all", "all processors, wall", 0)):
        whole = answer[processes]["everything"][at]
        beside = f": {whole / floor_s:.1f} times the floor" if floor_s else ""
        print(f"  {words}: {whole:.2f} s for everything{beside}")
        for kind, said in (("newest", "the 20 newest records"), ("spread", "20 records all over the year")):
            taken, count = answer[processes][kind][at], answer[processes][kind][2]
            print(
                f"    again after {said} changed: {taken * 1000:.0f} ms, {count} files: {whole / taken:.1f}x"
            )


def tell_command(edition: Edition, work: Path, turns: int) -> None:
    """The whole command as a user runs it: everything, nothing changed, 20 record files edited, and 20 more."""
    folder = work / "publication"
    shutil.rmtree(folder, ignore_errors=True)
    write_publication(edition, folder)
    first, later = (
        "20 edited, the first time",
        "20 records edited",
    )  # the first makes the second tree of links
    rows: dict[str, list[Run]] = {"everything": [], "nothing changed": [], first: [], later: []}
    timed(COMMAND, folder)  # writes the record files
    for turn in range(turns):
        for path in (folder / "public", folder / ".tipsheet/build"):
            shutil.rmtree(path, ignore_errors=True)
        rows["everything"].append(timed(COMMAND, folder))
        rows["nothing changed"].append(timed(COMMAND, folder))
        for number, name in enumerate((first, later)):
            edit_records(folder, 2 * turn + number)
            rows[name].append(timed(COMMAND, folder))
    print("\n`tipsheet build` over a publication of as many articles")
    whole = rows["everything"]
    for name, of in rows.items():
        cpu = middle(of, lambda run: run.cpu)
        files_ = json.loads(of[-1].output.splitlines()[-1])["written"]
        print(
            f"  {name:<26}{middle(of):7.2f} s{cpu:7.2f} s CPU{files_:7} files written"
            f"{middle(whole) / middle(of):6.1f}x wall{middle(whole, lambda run: run.cpu) / cpu:6.1f}x CPU"
        )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument(
        "--only",
        default="tipsheet,hugo,jekyll,command",
        help="also: packaged (slow), rebuild (nothing but it)",
    )
    parser.add_argument("--keep", help="leave the sites in this folder")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed Tipsheet is compiled
    work = Path(options.keep or tempfile.mkdtemp(prefix="site-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    edition = invented(options.records)
    multi = sum(len(s.article_ids) > 1 for s in edition.stories)
    print(f"{len(edition.news)} records, {multi} stories of several articles, {os.cpu_count()} processors\n")
    wanted = options.only.split(",")
    all_of = builders(edition, work, wanted)
    runs = measured(all_of, work, options.turns)
    tell_speed(all_of, runs)
    if FLOOR in runs or "rebuild" in wanted:
        tell_rebuild(work / "edition", work, middle(runs[FLOOR]) if FLOOR in runs else 0.0)
    if "command" in wanted:
        tell_command(edition, work, options.turns)
    if not options.keep:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        ours(sys.argv[2:])
    elif sys.argv[1:2] == ["--floor"]:
        floor(sys.argv[2:])
    else:
        main()
