"""The reasons of recommendations are true in the store; the audit finds false ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.copilot import build
from app.settings import Settings
from evals.recommendations import Ledger
from shop.recommender import BecauseBought, Popular, PopularInCategory, Recommendation, recommend_many

MakeHome = Callable[[str], Path]


@pytest.mark.parametrize("brand", ["coffee", "skincare"])
def test_every_reason_is_true_and_a_changed_one_is_found(sample_home: MakeHome, brand: str) -> None:
    with build(Settings(home=sample_home(brand))).view() as view:
        ids = [row[0] for row in view.rows("SELECT customer_id FROM customers ORDER BY customer_id")]
        ledger = Ledger(view)
        found = [(who, one) for who, items in recommend_many(view, ids, 5, again=True).items() for one in items]
    assert len(found) > 800
    assert {who: faults for who, one in found if (faults := ledger.faults(who, one))} == {}
    kinds = {one.reason.kind for _, one in found}
    assert {"because_bought", "popular"} <= kinds
    for who, one in found[:200]:
        assert ledger.faults(who, spoiled(one))


def spoiled(found: Recommendation) -> Recommendation:
    """Return the recommendation with one fact changed."""
    reason = found.reason
    if isinstance(reason, BecauseBought):
        wrong = reason.model_copy(update={"bought_on": reason.bought_on - timedelta(days=1)})
    elif isinstance(reason, Popular | PopularInCategory):
        wrong = reason.model_copy(update={"recent": reason.recent + 1})
    else:
        wrong = BecauseBought(product_id=found.product_id, bought_on=date(2000, 1, 1), customers=1)
    return found.model_copy(update={"reason": wrong})
