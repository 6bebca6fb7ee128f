"""Eligibility of 100 promotions for 1,000,000 customers: all at once, and customer by customer.

The customers are columns in memory, as `copilot promo eligible` reads them from a shop. The baseline asks `eligible`
for one customer after the other, for the first thousand of them; its figure for all is computed from that.
COPILOT_BENCH_CUSTOMERS asks for another number.
"""

from __future__ import annotations

import os
import random
import resource
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shop.promotions import OfferContext, eligible
from shop.promotions.crowd import People, counted, crowd_eligible
from shop.promotions.crowd.people import Column
from shop.types import Promotion

if TYPE_CHECKING:
    import numpy as np

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
PROMOTIONS = 100
ALONE = 1000
COUNTRIES, SEGMENTS = ("DE", "FR", "US", "GB", ""), tuple(f"segment {number}" for number in range(12))


def promotions_crowd(folder: Path) -> dict[str, object]:
    customers = int(os.environ.get("COPILOT_BENCH_CUSTOMERS", "1000000"))
    dice = random.Random(5)
    offered = [_promotion(dice, number) for number in range(PROMOTIONS)]
    people = _people(customers)
    start, worked = time.perf_counter(), time.process_time()
    counts, first = [], []
    for verdict in crowd_eligible(offered, people):
        counts.append(counted(verdict))
        first.append(verdict.ok[:ALONE].tolist())
    clock, cpu = time.perf_counter() - start, time.process_time() - worked
    worked = time.process_time()
    alone = [[verdict.ok for verdict in eligible(offered, people.context(row))] for row in range(ALONE)]
    one = (time.process_time() - worked) / ALONE
    same = alone == [list(row) for row in zip(*first, strict=True)]
    return {
        "what": f"{PROMOTIONS} promotions judged for {customers:,} customers, with counts by reason; seconds",
        "at_once": {"clock": round(clock, 2), "cpu": round(cpu, 2)},
        "one_by_one_cpu": {"ms_per_customer": round(one * 1000, 2), "for_all": round(one * customers)},
        "times_faster": round(one * customers / cpu),
        "same_answers_for_first": ALONE if same else 0,
        "eligible_in_all": sum(item.eligible for item in counts),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _people(size: int) -> People:
    import numpy as np

    dice = np.random.default_rng(5)
    orders = np.minimum(dice.geometric(0.3, size) - 1, 40).astype(np.int64)

    def flags(share: float) -> np.typing.NDArray[np.bool_]:
        return dice.random(size) < share

    return People(
        size=size,
        base=OfferContext(at=AT, currency="EUR", channel="email"),
        columns={
            "customer_id": Column([f"C{number}" for number in range(size)], np.arange(size)),
            "country": Column(COUNTRIES, dice.integers(0, len(COUNTRIES), size)),
            "currency": Column(("EUR", "USD"), dice.integers(0, 2, size)),
            "orders": Column(tuple(range(41)), orders),
            "returning": Column((False, True), (orders > 0).astype(np.int64)),
        },
        segments={name: flags(0.05 + 0.05 * place) for place, name in enumerate(SEGMENTS)},
        groups={name: flags(0.2) for name in ("member", "gold")},
        used={f"promotion {number:03}": dice.integers(0, 3, size) for number in range(0, PROMOTIONS, 10)},
    )


def _promotion(dice: random.Random, number: int) -> Promotion:
    leaves: list[dict[str, Any]] = [
        {"kind": "segment", "names": dice.sample(SEGMENTS, 2)}, {"kind": "group", "names": ["member"]},
        {"kind": "country", "names": dice.sample(COUNTRIES[:4], 2)}, {"kind": "customer", "type": "returning"},
        {"kind": "orders", "min": dice.randint(1, 6)}, {"kind": "orders", "nth": [dice.randint(2, 5)]},
        {"kind": "customer", "ids": [f"C{dice.randint(0, 900_000)}" for _ in range(50)]},
        {"kind": "total", "min": "100"}, {"kind": "channel", "names": ["email", "app"]},
    ]  # fmt: skip
    two = dice.sample(leaves, 2)
    when = {"kind": "all", "of": [dice.choice(leaves), {"kind": "any", "of": two}]}
    return Promotion.model_validate(
        {
            "id": f"promotion {number:03}", "name": {"en": "x"}, "currency": dice.choice(("EUR", "USD")),
            "when": when if number % 3 else {"kind": "not", "of": when}, "effects": [{"kind": "fixed", "amount": "5"}],
            "limits": {"per_customer": 2} if number % 10 == 0 else {},
        }
    )  # fmt: skip
