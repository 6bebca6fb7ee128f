"""Prices a case by brute force: every subset of its promotions, unit by unit, in cents.

Written from docs/promotions.md and from nothing else: it reads the JSON of a case and imports none of the code that
`shop.promotions` prices with. It knows the part of the format that `soak.pricing_cases` draws from.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from soak.pricing_oracle_effects import EFFECTS, Doc, Table, cents, matching, scaled

STAGES = {"fixed_price": 0, "member_price": 0, "buy_get": 1, "full_reduction": 3, "free_shipping": 5}


class Answer(NamedTuple):
    """What is to be paid in cents, and by which promotions, in their order."""

    payable: int
    ids: tuple[str, ...]


def oracle(case: Doc) -> Answer:
    """Return the cheapest permitted way to pay; ties go to fewer promotions, then to priority and id."""
    answers = []
    for size in range(len(case["promotions"]) + 1):
        for chosen in combinations(sorted(case["promotions"], key=turn), size):
            table = Table(case)
            if permitted(chosen) and all(apply(promotion, table) for promotion in chosen):
                ids = tuple(promotion["id"] for promotion in chosen)
                order = [(-promotion["policy"].get("priority", 0), promotion["id"]) for promotion in chosen]
                answers.append((sum(table.left), size, order, ids))
    best = min(answers)
    return Answer(best[0], best[3])


def turn(promotion: Doc) -> tuple[int, int, str]:
    effect = promotion["effects"][0]
    stage = STAGES.get(effect["kind"])
    if stage is None:
        target = effect.get("target", {})
        narrow = "units" in target or "items" in target
        stage = 5 if target.get("to") == "shipping" else 2 if narrow else 3
    return (-promotion["policy"].get("priority", 0), stage, promotion["id"])


def permitted(chosen: Iterable[Doc]) -> bool:
    for one, other in combinations([(promotion["id"], promotion["policy"]) for promotion in chosen], 2):
        groups = {one[1].get("stack_group", ""), other[1].get("stack_group", "")}
        if one[1].get("exclusive") or other[1].get("exclusive") or (len(groups) == 1 and groups != {""}):
            return False
        for (id_, policy), (_, second) in ((one, other), (other, one)):
            if id_ in second.get("not_with", []) or policy.get("stack_group", "-") in second.get("not_with", []):
                return False
    return True


def apply(promotion: Doc, table: Table) -> bool:
    """Take off what the promotion gives; False when a condition fails or nothing comes off."""
    policy, before = promotion["policy"], list(table.left)
    if not holds(promotion.get("when"), policy, table):
        return False
    measured = table.left if policy.get("conditions_on") == "left" else table.full
    basis = list(table.full if policy.get("base") == "original" else table.left)
    if policy.get("skip_discounted"):
        basis = [0 if now < full else value for value, now, full in zip(basis, before, table.full, strict=True)]
    off = EFFECTS[promotion["effects"][0]["kind"]](promotion["effects"][0], table, list(measured), basis, policy)
    most = cents(policy["ceiling"]) if "ceiling" in policy else None
    off = scaled(off, most)
    limits = promotion.get("limits", {})
    if "budget" in limits:
        name = limits.get("budget_name", promotion["id"])
        budget = cents(limits["budget"]) - table.spent.get(name, 0)
        if sum(off) > budget:
            if not limits.get("partial") or budget <= 0:
                return False
            off = scaled(off, budget)
        table.spent[name] = table.spent.get(name, 0) + sum(off)
    table.left = [now - taken for now, taken in zip(before, off, strict=True)]
    return sum(off) > 0


def holds(when: Doc | None, policy: Doc, table: Table) -> bool:
    if when is None:
        return True
    if when["kind"] == "group":
        return bool(set(when["names"]) & set(table.groups))
    places = matching(when.get("items", {}), table)
    if when["kind"] == "quantity":
        return sum(table.count[place] for place in places) >= when["min"]
    measure = when.get("measure", policy.get("conditions_on", "original"))
    amounts = table.left if measure == "left" else table.full
    total = sum(amounts[place] for place in places)
    return total >= cents(when["min"]) if "min" in when else total <= cents(when["max"])
