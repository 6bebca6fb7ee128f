"""Prices against brute force, and what must hold for every price."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from soak.pricing_cases import random_case
from soak.pricing_oracle import oracle
from soak.pricing_rules import all_hold, fewer_never_cost_less, priced
from soak.proof import Outcome


def prices_equal_brute_force(folder: Path, n: int) -> Outcome:
    """Up to six lines and six promotions: the same total and the same promotions as trying everything."""
    together: Counter[int] = Counter()
    different = 0
    for seed in range(n):
        document = random_case(random.Random(seed))
        pricing, answer = priced(document), oracle(document)
        ids = tuple(item.promotion_id for item in pricing.applied)
        together[len(ids)] += 1
        different += int(pricing.payable * 100) != answer.payable or ids != answer.ids
        different += pricing.method != "best combination"
    applied = ", ".join(f"{count} × {number}" for number, count in sorted(together.items()))
    return Outcome("prices_equal_brute_force", n, not different, f"{different} different; applied together: {applied}")


def prices_hold_together(folder: Path, n: int) -> Outcome:
    """Sums, floors, ceilings, budgets, order, codes; exact, heuristic and by priority."""
    methods: Counter[str] = Counter()
    broken = 0
    for seed in range(n):
        dice = random.Random(f"rules {seed}")
        document = random_case(dice, promotions=14 if seed % 5 == 0 else 6, wild=seed % 2 == 0)
        if seed % 3 == 0:
            document["mode"] = "sequential"
        try:
            pricing = all_hold(document, dice)
            fewer_never_cost_less(document, pricing)
        except AssertionError:
            broken += 1
        else:
            methods[pricing.method] += 1
    return Outcome("prices_hold_together", n, not broken, f"{broken} broken; {dict(methods)}")
