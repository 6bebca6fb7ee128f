"""Pricing a basket of 20 lines: with six promotions that may all be combined, and with 100 on file."""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from shop.promotions import Basket, BasketLine, OfferContext, Shipping, price
from shop.types import Promotion

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
LINES = 20
RUNS = 300
CATEGORIES = tuple("abcdefgh")


def promotions(folder: Path) -> dict[str, object]:
    dice = random.Random(5)
    baskets = [_basket(dice) for _ in range(RUNS)]
    return {
        "what": f"price() of a basket of {LINES} lines, {RUNS} baskets, one thread; milliseconds by clock and of CPU",
        "budget_ms": {"six_stackable p95": 5, "hundred_on_file p99": 50},
        "six_stackable": _measured(baskets, [_promotion(dice, number, stackable=True) for number in range(6)]),
        "hundred_on_file": _measured(baskets, [_promotion(dice, number, stackable=False) for number in range(100)]),
        "hundred_stackable": _measured(baskets, [_promotion(dice, number, stackable=True) for number in range(100)]),
    }


def _measured(baskets: list[Basket], offered: list[Promotion]) -> dict[str, object]:
    """Time every basket; before that a few to warm up. On a busy machine only the CPU time says something."""
    context = OfferContext(at=AT, currency="CNY", groups=("member",), returning=True, orders=3)
    for basket in baskets[:10]:
        price(basket, offered, AT, context)
    clock, cpu, methods, hits = [], [], Counter[str](), []
    for basket in baskets:
        start, used = time.perf_counter(), time.thread_time()
        pricing = price(basket, offered, AT, context)
        cpu.append((time.thread_time() - used) * 1000)
        clock.append((time.perf_counter() - start) * 1000)
        methods[pricing.method] += 1
        hits.append(len(pricing.applied))
    return {
        "clock": _cuts(clock),
        "cpu": _cuts(cpu),
        "methods": dict(methods),
        "applied_on_average": round(statistics.mean(hits), 1),
    }


def _cuts(spent: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(spent, n=100)
    return {name: round(cuts[place], 2) for name, place in (("p50", 49), ("p95", 94), ("p99", 98))}


def _basket(dice: random.Random) -> Basket:
    lines = tuple(
        BasketLine(
            product_id=f"p{number}",
            quantity=dice.randint(1, 4),
            unit_price=Decimal(dice.randint(500, 30_000)) / 100,
            member_price=Decimal(400) / 100,
            categories=(dice.choice(CATEGORIES),),
        )
        for number in range(LINES)
    )
    return Basket(currency="CNY", lines=lines, shipping=(Shipping(method="standard", amount=Decimal("12.00")),))


def _promotion(dice: random.Random, number: int, *, stackable: bool) -> Promotion:
    """A promotion of one of five kinds; those of a shop's file exclude each other by group, or are for others."""
    items = {"categories": dice.sample(CATEGORIES, 4)}
    effects: list[dict[str, Any]] = [
        {"kind": "percent", "percent": str(dice.randint(3, 15)), "target": {"items": items}},
        {"kind": "full_reduction", "tiers": [{"threshold": "500", "reduction": "30"}], "every": True, "ceiling": "150"},
        {"kind": "buy_get", "buy": items, "buy_quantity": 2, "get": items, "percent": "50"},
        {"kind": "fixed", "amount": str(dice.randint(5, 40))},
        {"kind": "free_shipping"},
    ]
    group = "" if stackable else f"group {number % 4}"
    others = not stackable and number % 3 == 0
    return Promotion.model_validate(
        {
            "id": f"promotion {number:03}",
            "name": {"en": "x"},
            "currency": "CNY",
            "when": {"kind": "segment", "names": ["vip"]} if others else {"kind": "total", "min": "100"},
            "effects": [effects[number % 5]],
            "policy": {"stack_group": group, "exclusive": not stackable and number % 5 == 0},
        }
    )
