"""The damage that the operators do, and what the guard makes of it."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from evals.faults.operators import FAULTS
from evals.faults.table import Row, false_alarms, report, rows, wilson
from evals.faults.worlds import GoodText, unmarked, without, written

LEAST = {"hard": 0.99, "attribute": 0.9, "soft": 0.8, "open": 0.6}


@pytest.fixture(scope="module")
def found() -> list[Row]:
    return rows(written())


def test_no_true_text_is_blocked_or_held() -> None:
    alarms = false_alarms(written())
    assert (alarms.blocked, alarms.held) == ((), ())


def test_each_group_of_faults_is_found(found: list[Row]) -> None:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        groups[row.group].append(row)
    shares = {
        group: sum(row.blocked + row.held for row in of) / sum(row.tried for row in of) for group, of in groups.items()
    }
    assert shares.keys() == LEAST.keys()
    assert all(shares[group] >= least for group, least in LEAST.items()), report(found, false_alarms(()), 3)


def test_every_operator_is_tried(found: list[Row]) -> None:
    assert [row.name for row in found if not row.tried] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_an_operator_changes_the_text_and_repeats_itself(fault: object) -> None:
    changed = [(good, fault.apply(good, random.Random(3))) for good in written()]  # type: ignore[attr-defined]
    assert any(text is not None and text != good.text for good, text in changed)
    assert changed == [(good, fault.apply(good, random.Random(3))) for good in written()]  # type: ignore[attr-defined]


def test_a_guard_that_lets_everything_pass_is_seen_as_such() -> None:
    from shop.types import Verdict

    blind = rows(written(), guard=lambda good, text: Verdict(outcome="allow"))
    assert all(row.share == 0 for row in blind)


def test_marks() -> None:
    marked = "⟦threshold|满300⟧减50⟦end|,11月30日截止⟧。"
    assert unmarked(marked) == "满300减50,11月30日截止。"
    assert without(marked, "threshold") == "减50,11月30日截止。"
    assert without(marked, "end") == "满300减50。"


def test_wilson_interval_of_a_known_case() -> None:
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_texts_are_of_both_languages() -> None:
    languages = {good.language for good in written()}
    assert languages == {"en", "zh"}
    assert all(isinstance(good, GoodText) for good in written())
