"""`tipsheet eval`: how good copies, stories and topics are on labelled articles, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tipsheet.cli.console import Json, emit_json, out
from tipsheet.errors import ConfigError, TipsheetError

if TYPE_CHECKING:
    from tipsheet.records import Article, Topic

_LABELS = ("story", "event")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("eval")(evaluate)


def evaluate(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="Labelled JSON lines, a publication's folder, or `demo` for the demo press."
        ),
    ],
    split: Annotated[str, typer.Option(help="Only lines with this `split`, as tune or report.")] = "",
    topics: Annotated[
        Path | None, typer.Option(help="A publication whose topics are tried on the lines' `topics`.")
    ] = None,
    orders: Annotated[
        int, typer.Option(min=1, help="Arrival orders tried when the lines have no times.")
    ] = 5,
    embeddings: Annotated[
        bool, typer.Option("--embeddings", help="With sentence vectors (the extra `embeddings`).")
    ] = False,
    wrong: Annotated[int, typer.Option(min=0, help="How many mistakes of each kind are shown.")] = 5,
    json: Json = False,
) -> None:
    """Score copies, stories and topics on labelled articles, and tell what went wrong.

    A line is an article as `tipsheet stage cluster` takes it, with its labels: `story` (or `event`),
    `copy_of` (an id or null), `topics` (names). What has labels is scored. A publication's folder is scored
    on the topics of its own records, with a model taught on four fifths of them (by path) and tried on the
    rest, in turn.
    """
    report: dict[str, Any] = {}
    folder = Path(source)
    if source != "demo" and folder.is_dir():
        report["topics"] = _publication_topics(folder, wrong)
    else:
        rows = [r for r in _rows(source) if not split or r.get("split") == split]
        if not rows:
            raise ConfigError(
                f"{source}: holds no labelled article" + (f" of split {split}" if split else "")
            )
        if any(r.get("copy_of") for r in rows):
            report["copies"] = _copies(rows, wrong)
        if any(k in r for r in rows for k in _LABELS):
            report["stories"] = _stories(rows, orders, embeddings, wrong)
        if topics is not None and any(r.get("topics") for r in rows):
            report["topics"] = _topics(rows, topics, wrong)
        if not report:
            raise ConfigError(f"{source}: no line has `story`, `event`, `copy_of` or `topics`")
    if json:
        emit_json(report)
    else:
        _show(report)


# ------------------------------------------------------------------------- reading


def _rows(source: str) -> list[dict[str, Any]]:
    import msgspec

    if source == "demo":
        from tipsheet.demo import labelled

        return labelled()
    try:
        raw = Path(source).read_bytes()
    except OSError as error:
        raise TipsheetError(f"{source}: cannot be read ({error.strerror})") from None
    rows = []
    for number, line in enumerate(raw.splitlines(), 1):
        if line.strip():
            try:
                rows.append(msgspec.json.decode(line, type=dict[str, Any]))
            except msgspec.DecodeError as error:
                raise TipsheetError(f"{source}:{number}: not a JSON object ({error})") from None
    return rows


def _articles(rows: list[dict[str, Any]]) -> list[Article]:
    from tipsheet.cli.lines._articles import read_article
    from tipsheet.records import Rejected

    read = []
    for number, row in enumerate(rows, 1):
        article = read_article({k: v for k, v in row.items() if k not in ("topics", "copy_of")})
        if isinstance(article, Rejected):
            raise TipsheetError(f"line {number}: {article.detail}")
        read.append(article)
    return read


# ------------------------------------------------------------------------- scoring


def _copies(rows: list[dict[str, Any]], wrong: int) -> dict[str, Any]:
    from tipsheet.cli._measures import copies
    from tipsheet.stages.dedupe import CopyMemory, dedupe

    made = {a.id: a.copy_of for a in dedupe(_articles(rows), CopyMemory())}
    true = {str(r["id"]): r.get("copy_of") for r in rows}
    origins = {i: c.article_id if c else None for i, c in made.items()}
    score = copies(true, origins)
    titles = {str(r["id"]): r.get("title", "") for r in rows}
    false = [
        f"{titles[i]!r} taken for a copy of {titles.get(c.article_id, c.article_id)!r}: {c.evidence}"
        for i, c in made.items()
        if c is not None and (true[i] or i) != (true.get(c.article_id) or c.article_id)
    ]
    missed = [
        f"{titles[i]!r} is a copy of {titles.get(o, o)!r}"
        for i, o in true.items()
        if o and o in true and (origins[i] or i) != (origins.get(o) or o)
    ]
    return {"articles": len(rows), "marked": score, "false": false[:wrong], "missed": missed[:wrong]}


def _stories(rows: list[dict[str, Any]], orders: int, embeddings: bool, wrong: int) -> dict[str, Any]:
    import random

    from tipsheet.cli._measures import grouping, jaccard_stories, mean
    from tipsheet.stages.cluster import StoryState, cluster
    from tipsheet.stages.dedupe import CopyMemory, dedupe

    embedder = None
    if embeddings:
        from tipsheet.runners.embed import MiniLM

        embedder = MiniLM()
    label = next(k for k in _LABELS if any(k in r for r in rows))
    articles = _articles(rows)
    timed = all(a.published_at is not None for a in articles)
    made, plain, results = [], [], []
    true: list[Any] = []
    order = list(range(len(rows)))
    for turn in range(1 if timed else orders):
        if timed:
            order.sort(key=lambda i: articles[i].published_at)  # type: ignore[arg-type, return-value]
        else:
            random.Random(turn).shuffle(order)
        state = StoryState()
        stream = dedupe((articles[i] for i in order), CopyMemory())
        found = {a.article_id: a.story_id for a in cluster(stream, state, embedder=embedder)}
        found.update(state.moved)
        results = [state.current(found[articles[i].id]) for i in order]
        true = [rows[i].get(label, rows[i]["id"]) for i in order]
        made.append(grouping(true, results))
        titles = [articles[i].title.casefold().split() for i in order]
        plain.append(grouping(true, jaccard_stories(titles)))
    names = [rows[i].get("title", "") for i in order]
    return {
        "articles": len(rows),
        "orders": 1 if timed else orders,
        "tipsheet": mean(made),
        "title-Jaccard at 0.5": mean(plain),
        "hard": _hard([rows[i] for i in order], true, results),
        "wrongly together": _mixed(results, true, names)[:wrong],
        "wrongly apart": _mixed(true, results, names)[:wrong],
    }


def _hard(rows: list[dict[str, Any]], true: list[Any], made: list[str]) -> list[dict[str, Any]]:
    """Every hard group named in the lines (`hard`): are its events apart, and is each whole?"""
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        for name in row.get("hard") or ():
            groups.setdefault(name, []).append(place)
    told = []
    for name, places in sorted(groups.items()):
        events: dict[Any, set[str]] = {}
        for place in places:
            events.setdefault(true[place], set()).add(made[place])
        stories = [story for found in events.values() for story in found]
        told.append(
            {
                "name": name,
                "events": len(events),
                "apart": len(stories) == len(set(stories)),
                "whole": sum(len(found) == 1 for found in events.values()),
            }
        )
    return told


def _mixed(groups: list[Any], labels: list[Any], names: list[str]) -> list[str]:
    """Groups that hold more than one label, the costliest first, with a headline of each label."""
    held: dict[Any, dict[Any, list[str]]] = {}
    for group, label, name in zip(groups, labels, names, strict=True):
        held.setdefault(group, {}).setdefault(label, []).append(name)
    mixed = [sorted(parts.values(), key=len, reverse=True) for parts in held.values() if len(parts) > 1]
    mixed.sort(key=lambda parts: -sum(len(p) for p in parts[1:]))
    return [" | ".join(f"{len(p)}x {p[0][:70]}" for p in parts[:4]) for parts in mixed]


def _topics(rows: list[dict[str, Any]], folder: Path, wrong: int) -> dict[str, Any]:
    from tipsheet.publication import open_publication

    publication = open_publication(folder)
    labelled = [(a, tuple(r.get("topics") or ())) for a, r in zip(_articles(rows), rows, strict=True)]
    return _topic_table([(labelled, None)], publication.topics, publication.root.name, wrong)


def _publication_topics(folder: Path, wrong: int) -> dict[str, Any]:
    import hashlib

    from tipsheet.publication import open_publication
    from tipsheet.stages.classify import train_topics

    publication = open_publication(folder)
    labelled = list(_records(folder))
    if not labelled:
        raise ConfigError(f"{folder}/_news: holds no record to learn from")

    def part(article: Article) -> int:
        return hashlib.sha256(article.id.encode()).digest()[0] % 5

    parts = []
    for turn in range(5):
        model = train_topics([x for x in labelled if part(x[0]) != turn], publication.topics)
        parts.append(([x for x in labelled if part(x[0]) == turn], model))
    return _topic_table(parts, publication.topics, publication.root.name, wrong)


def _records(folder: Path) -> Iterator[tuple[Article, tuple[str, ...]]]:
    from tipsheet.publish import markdown
    from tipsheet.records import Article

    for path in sorted((folder / "_news").glob("*.md")):
        try:
            record = markdown.read(path.read_bytes().decode("utf-8"), path.name)
        except (TipsheetError, UnicodeDecodeError):
            continue
        yield (
            Article(id=path.name, url=record.web_url or "", title=record.title, excerpt=record.excerpt),
            record.topics,
        )


def _topic_table(parts: list[Any], topics: tuple[Topic, ...], root: str, wrong: int) -> dict[str, Any]:
    from tipsheet.cli._measures import agreement
    from tipsheet.records import Rejected
    from tipsheet.stages.classify import classify

    counts = {t.name: [0, 0, 0] for t in topics if t.name != root}
    mistakes: list[str] = []
    articles = 0
    for labelled, model in parts:
        articles += len(labelled)
        results = classify((a for a, _ in labelled), topics, model=model, root=root)
        for (article, names), result in zip(labelled, results, strict=True):
            matches = {} if isinstance(result, Rejected) else {m.name: m for m in result.topics}
            for name, tally in counts.items():
                given, due = name in matches, name in names
                tally[0] += given and due
                tally[1] += given and not due
                tally[2] += due and not given
                if given != due:
                    why = "; ".join(matches[name].evidence) if given else "not given"
                    mistakes.append(f"{name}: {article.title[:80]!r} ({why})")
    scores = {name: agreement(*tally) for name, tally in counts.items() if tally[0] + tally[2]}
    count = len(scores) or 1
    return {
        "articles": articles,
        "macro precision": sum(s.precision for s in scores.values()) / count,
        "macro recall": sum(s.recall for s in scores.values()) / count,
        "by topic": scores,
        "wrong": mistakes[:wrong],
    }


# ------------------------------------------------------------------------- showing


def _show(report: dict[str, Any]) -> None:
    if "copies" in report:
        score = report["copies"]["marked"]
        out.print(f"copies   {report['copies']['articles']} articles", style="bold")
        out.print(f"  precision {score.precision:.3f}  recall {score.recall:.3f}")
        _list("taken for copies", report["copies"]["false"])
        _list("copies missed", report["copies"]["missed"])
    if "stories" in report:
        stories = report["stories"]
        out.print(
            f"stories  {stories['articles']} articles, {stories['orders']} arrival order(s)", style="bold"
        )
        out.print(f"  {'':22} BCubed P    R    F1    pairs F1  stories")
        for name in ("tipsheet", "title-Jaccard at 0.5"):
            g = stories[name]
            b = g.bcubed
            row = f"{b.precision:.3f} {b.recall:.3f} {b.f1:.3f}  {g.pairs.f1:.3f}"
            out.print(f"  {name:<22} {row}     {g.groups} of {g.true_groups}")
        for hard in stories["hard"]:
            right = hard["apart"] and hard["whole"] == hard["events"]
            told = (
                "right"
                if right
                else "wrong: " + ("events mixed" if not hard["apart"] else "an event in pieces")
            )
            out.print(f"  hard  {hard['name']:<28} {hard['events']} event(s)  {told}")
        _list("wrongly together", stories["wrongly together"])
        _list("wrongly apart", stories["wrongly apart"])
    if "topics" in report:
        topics = report["topics"]
        out.print(f"topics   {topics['articles']} articles", style="bold")
        out.print(f"  macro precision {topics['macro precision']:.3f}  recall {topics['macro recall']:.3f}")
        for name, score in topics["by topic"].items():
            out.print(f"  {name:<28} precision {score.precision:.3f}  recall {score.recall:.3f}")
        _list("wrong", topics["wrong"])


def _list(title: str, lines: list[str]) -> None:
    if lines:
        out.print(f"  {title}:")
        for line in lines:
            out.print(f"    {line}", markup=False)
