"""What is only true of other buyers is never said of the customer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shop.evidence import BoolValue, DateValue, DaysValue
from shop.reason import Reason
from tools.evidence.person import reason_evidence


@pytest.mark.parametrize(
    ("own", "roles"),
    [
        (True, {"kind", "own_rhythm", "last_bought", "rhythm_days", "due_on"}),
        (False, {"kind", "own_rhythm", "last_bought", "usual_days", "usual_due_on"}),
    ],
)
def test_a_rhythm_of_others_has_its_own_roles(own: bool, roles: set[str]) -> None:
    reason = Reason(
        customer_id="c1",
        kind="replenishment_due",
        product_id="p1",
        facts={
            "last_bought": DateValue(date=date(2026, 10, 21)),
            "rhythm_days": DaysValue(days=31),
            "due_on": DateValue(date=date(2026, 11, 21)),
            "own_rhythm": BoolValue(bool=own),
        },
        source="order_lines",
    )
    assert set(reason_evidence(reason, datetime(2026, 11, 20, tzinfo=UTC)).fields) == roles
