"""Floors on labelled documents: what the rules find, how sure they are, and what is called a conflict.

The figures over the stories the rules were written on only guard against a step back; how the rules did on
stories read for the first time stands in docs/tip-sheets.md.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tipsheet.cli.lines import compare as compare_lines
from tipsheet.cli.lines import facts as facts_lines

pytestmark = pytest.mark.shared

DIGEST = "c140bab2ef303fb1d3244512e91ee0a403770a6ab9ae12932e43a1fb6ce10481"  # of the labelled documents
MONEY = {"revenue", "net_loss", "net_profit", "rd_spend", "total_assets", "ipo_amount", "raised_amount"} | {
    "deal_value",
    "valuation",
    "offer_price",
}
DATES = {"event_date", "founded_on", "launched_on"}
PERSONS = {"ceo", "chair", "founder", "key_person_role"}
CORE = MONEY | DATES | PERSONS | {"owns_stake"}

Line = dict[str, Any]


class Labelled:
    """The labelled documents, their scorer, and what the stages say of them."""

    def __init__(self, folder: Path) -> None:
        spec = importlib.util.spec_from_file_location("facts_scorer", folder / "evaluate.py")
        assert spec
        assert spec.loader
        self.scorer: ModuleType = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.scorer)
        self.documents, self.gold, self.relations, self.cases = self.scorer.load(folder)
        self.lines: list[Line] = list(facts_lines.run(self.documents.values()))

    def counts(
        self, predicates: Iterable[str] | None = None, least: float = 0.0
    ) -> tuple[int, int, int, int]:
        """How many are found, found in every detail, predicted and labelled."""
        wanted = None if predicates is None else set(predicates)
        predicted = [
            x for x in self.lines if (wanted is None or x["predicate"] in wanted) and x["confidence"] >= least
        ]
        gold = [x for x in self.gold if wanted is None or x["predicate"] in wanted]
        matched, _ = self.scorer.match(predicted, gold, self.documents)
        strict = sum(self.scorer.is_strict(predicted[i], gold[j]) for i, j in matched.items())
        return len(matched), strict, len(predicted), len(gold)

    def conflicts(self, lines: Iterable[Line], key: Callable[[Line], str]) -> list[Line]:
        """Pairs the comparison calls contradicting, story by story."""
        stories: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            document = self.documents[line["doc_id"]]
            stories[document["story_id"]].append(
                {**line, "id": key(line), "published": document["published"]}
            )
        return [
            {"type": "conflict", "story_id": story, "facts": [c["a"], c["b"]]}
            for story, held in stories.items()
            for c in compare_lines.run(held)
            if c["state"] == "contradicts"
        ]


@pytest.fixture(scope="module")
def labelled(shared: Path) -> Labelled:
    return Labelled(shared / "facts")


def test_the_data_are_those_the_floors_were_set_on(shared: Path) -> None:
    digest = hashlib.sha256()
    for path in sorted((shared / "facts").rglob("*.json*")):
        digest.update(path.name.encode() + path.read_bytes())
    assert digest.hexdigest() == DIGEST


def test_every_fact_stands_on_its_words(labelled: Labelled) -> None:
    assert labelled.lines
    assert not [x for x in labelled.lines if labelled.scorer.grounding_error(x, labelled.documents)]


@pytest.mark.parametrize(
    ("predicates", "loose", "strict"),
    [(CORE, 0.96, 0.93), (MONEY, 0.96, 0.94), (DATES, 0.92, 0.86), (PERSONS, 0.96, 0.95), (None, 0.94, 0.91)],
    ids=["core", "money", "dates", "persons", "all"],
)
def test_what_is_found(labelled: Labelled, predicates: set[str] | None, loose: float, strict: float) -> None:
    hits, exact, predicted, gold = labelled.counts(predicates)
    assert 2 * hits / (predicted + gold) >= loose
    assert 2 * exact / (predicted + gold) >= strict


def test_what_is_shown_is_right(labelled: Labelled) -> None:
    _, exact, predicted, gold = labelled.counts(CORE, 0.75)
    assert exact / predicted >= 0.97
    assert exact / gold >= 0.60


def test_contradictions_among_labelled_facts(labelled: Labelled) -> None:
    found = labelled.conflicts(labelled.gold, lambda x: str(x["fact_id"]))
    known = {x["fact_id"] for x in labelled.gold}
    told = labelled.scorer.score_conflicts(found, lambda x: x if x in known else None, labelled.relations)
    assert told["recall"] == 1.0
    assert told["precision"] == 1.0
    assert told["lookalikes_wrongly_flagged"] == 0


def test_contradictions_among_facts_found(labelled: Labelled) -> None:
    matched, _ = labelled.scorer.match(labelled.lines, labelled.gold, labelled.documents)
    gold_of = {labelled.lines[i]["id"]: labelled.gold[j]["fact_id"] for i, j in matched.items()}
    found = labelled.conflicts(labelled.lines, lambda x: str(x["id"]))
    told = labelled.scorer.score_conflicts(found, gold_of.get, labelled.relations)
    assert told["recall"] == 1.0
    assert told["lookalikes_wrongly_flagged"] <= 1
    assert told["precision"] >= 0.9


def test_sentences_with_a_figure_changed(labelled: Labelled) -> None:
    gold = {x["fact_id"]: x for x in labelled.gold}
    verdicts = []
    for case in labelled.cases:
        base = gold[case["base_fact_id"]]
        document = {"doc_id": "case", "text": case["text"], "published": case["published"]}
        told = [x for x in facts_lines.run([document]) if x.get("predicate") == case["predicate"]]
        published = labelled.documents[case["base_doc_id"]]["published"]
        states = {c["state"] for c in compare_lines.run([{**base, "published": published}, *told])}
        verdict = "agree" if "agrees" in states else "contradict" if "contradicts" in states else "unrelated"
        verdicts.append({"case_id": case["case_id"], "verdict": verdict})
    told = labelled.scorer.score_perturbed(verdicts, labelled.cases)
    assert told["precision"] >= 0.98
    assert told["recall"] >= 0.85
