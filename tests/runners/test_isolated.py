"""Workers that can be killed: the right answers in order, whatever some items do."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any

import isolated_work as work
import pytest

from tipsheet.records import Rejected
from tipsheet.runners.isolated import Failure, IsolatedPool, Limits
from tipsheet.runners.local import LocalRunner

TIGHT = Limits(cpu_s=0.4, wall_s=2.0, memory_bytes=900_000_000)


def tell(item: Any, failure: Failure) -> tuple[Any, str]:
    return item, failure.reason


@pytest.fixture(scope="module")
def pool() -> Iterator[IsolatedPool]:
    with IsolatedPool(workers=2, batch=4, limits=TIGHT, failed=tell) as made:
        yield made


def test_answers_come_in_order_as_from_the_local_runner(pool: IsolatedPool) -> None:
    assert list(pool.map(work.square, range(100))) == list(LocalRunner().map(work.square, range(100)))


def test_a_bad_item_costs_its_own_result_only(pool: IsolatedPool) -> None:
    expected: list[Any] = list(range(24))
    for number, reason in {
        3: "timeout", 5: "timeout", 7: "crashed", 9: "out_of_memory", 11: "timeout", 13: "failed", 15: "failed",
        17: "crashed", 19: "crashed",
    }.items():  # fmt: skip
        expected[number] = (number, reason)
    assert list(pool.map(work.wild, range(24))) == expected


def test_large_items_and_answers_do_not_block(pool: IsolatedPool) -> None:
    answers = list(pool.map(work.large, range(12)))
    assert [a[0] for a in answers] == list(range(12))
    assert {len(a) for a in answers} == {3_000_000}
    assert len(list(pool.map(len, [b"x" * 5_000_000] * 6))) == 6


def test_an_answer_that_cannot_be_sent_is_a_failure(pool: IsolatedPool) -> None:
    assert list(pool.map(work.unpicklable, [1, 2])) == [(1, "failed"), (2, "failed")]


def test_work_is_done_elsewhere_and_workers_stay_warm(pool: IsolatedPool) -> None:
    first = set(pool.map(work.where, range(40)))
    assert os.getpid() not in first
    assert len(first) <= 2
    assert set(pool.map(work.where, range(40))) & first


def test_items_are_taken_a_few_batches_ahead_only(pool: IsolatedPool) -> None:
    taken = itertools.count()
    answers = pool.map(work.square, (next(taken) for _ in range(10_000)))
    assert [next(answers) for _ in range(5)] == [0, 1, 4, 9, 16]
    answers.close()
    assert next(taken) < 200


def test_the_pool_goes_on_after_an_abandoned_call(pool: IsolatedPool) -> None:
    answers = pool.map(work.square, range(1_000))
    next(answers)
    answers.close()
    assert list(pool.map(work.square, range(10))) == [n * n for n in range(10)]


def test_an_item_that_is_too_large_is_not_sent() -> None:
    with IsolatedPool(workers=1, limits=Limits(item_bytes=1_000), failed=tell) as small:
        assert list(small.map(len, [b"x" * 10, b"x" * 5_000, b"x" * 20])) == [
            10,
            (b"x" * 5_000, "too_large"),
            20,
        ]


def test_workers_make_way_after_enough_items() -> None:
    with IsolatedPool(workers=1, batch=5, limits=Limits(items_per_worker=10)) as short:
        assert len(set(short.map(work.where, range(60)))) >= 3


def test_the_usual_answer_for_a_failure_is_a_rejection() -> None:
    with IsolatedPool(workers=1, limits=TIGHT) as usual:
        made = list(usual.map(work.wild, [1, 13, 2]))
    assert made[0] == 1
    assert made[1] == Rejected(stage="extract", reason="failed", detail="ValueError: no such number")
    assert made[2] == 2


def test_nothing_in_nothing_out(pool: IsolatedPool) -> None:
    assert list(pool.map(work.square, [])) == []
