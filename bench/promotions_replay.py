"""Simulation of past baskets with ten promotions; the baseline prices every basket with `price`, one after the other.

20,000 baskets of one to four lines (1.8 on average) out of 2,000 products, some bought far more often than others:
replayed in one process with a limit, and without it in one and in two (CPU is that of all, clock depends on what else
runs). COPILOT_BENCH_FULL=1 replays 1,000,000, once, without the limit and in two processes. Run in a process of its
own, for its peak memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.segments import write_shop

BASKETS, ALL_BASKETS = 20_000, 1_000_000
ALONE = 300
_BASKETS = """
CREATE OR REPLACE TABLE order_lines AS
SELECT * REPLACE (p AS product_key, p AS variant_key, (5 + p % 95)::DECIMAL(18, 4) AS unit_price, TRUE AS is_sale)
FROM (SELECT *, (2000 * pow((hash(order_key, line_no) % 1000000) / 1000000.0, 2.5))::INTEGER AS p FROM order_lines
      WHERE quantity > 0 AND line_no <= [0, 0, 0, 0, 0, 1, 1, 1, 2, 3][1 + (hash(order_key) % 10)::INTEGER])
ORDER BY placed_at, order_key, line_no"""
_ORDERS = """
CREATE OR REPLACE TABLE orders AS
SELECT * REPLACE (TRUE AS is_sale, ((order_key % 3) * 2.95)::DECIMAL(18, 4) AS shipping) FROM orders
WHERE order_key IN (SELECT order_key FROM order_lines) ORDER BY placed_at, order_key"""
_REDUCED = {"items": {"categories": ["Category 1", "Category 2", "Category 3"]}}
_PAIRS: dict[str, Any] = {"categories": ["Category 5", "Category 6"]}
_TIERS = [
    {"threshold": threshold, "reduction": reduction} for threshold, reduction in ((200, 20), (150, 10), (300, 30))
]
OFFERED: tuple[dict[str, Any], ...] = (
    {"id": "every 200", "policy": {"stack_group": "shop"},
     "effects": [{"kind": "full_reduction", "every": True, "ceiling": "60", "tiers": [_TIERS[0]]}]},
    {"id": "tiers", "policy": {"stack_group": "shop"}, "effects": [{"kind": "full_reduction", "tiers": _TIERS[1:]}]},
    {"id": "category", "effects": [{"kind": "percent", "percent": "15", "target": _REDUCED}]},
    {"id": "two for one", "effects": [{"kind": "buy_get", "buy": _PAIRS, "get": _PAIRS, "percent": "100"}]},
    {"id": "first order", "when": {"kind": "customer", "type": "new"}, "policy": {"exclusive": True},
     "effects": [{"kind": "percent", "percent": "10", "ceiling": "20"}]},
    {"id": "gold", "when": {"kind": "group", "names": ["Gold"]}, "effects": [{"kind": "percent", "percent": "5"}]},
    {"id": "ten", "code": "TEN", "when": {"kind": "total", "min": "100"}, "policy": {"stack_group": "coupon"},
     "effects": [{"kind": "fixed", "amount": "10"}]},
    {"id": "five", "code": "FIVE", "policy": {"stack_group": "coupon"}, "effects": [{"kind": "fixed", "amount": "5"}]},
    {"id": "shipping", "when": {"kind": "total", "min": "80"}, "effects": [{"kind": "free_shipping"}]},
    {"id": "gift", "when": {"kind": "total", "min": "250"}, "limits": {"uses": 1000},
     "effects": [{"kind": "gift", "items": [{"product_id": "P1"}]}]},
)  # fmt: skip
ASK = """
import json, os, resource, sys, time
from datetime import timedelta
from itertools import islice
from pathlib import Path
from bench.promotions_replay import ALONE, OFFERED
from bench.segments import AT
from shop.promotions import Basket, Shipping, price
from shop.simulation import Terms, simulate
from shop.simulation.goods import Goods
from shop.simulation.past import pieces
from shop.store.view import ShopView
from shop.types import Promotion

promotions = [Promotion.model_validate({"name": {"en": "x"}, "currency": "EUR", **one}) for one in OFFERED]
with ShopView(Path(sys.argv[1]), AT) as view:
    view.rows("SET enable_progress_bar = false")
    terms = Terms(since=view.at - timedelta(days=4000), until=view.at)

    def timed(promotions, workers=1):
        before, started = os.times(), time.perf_counter()
        found = simulate(view, promotions, terms, workers=workers)
        after = os.times()
        return found, time.perf_counter() - started, sum(after[:4]) - sum(before[:4])

    free = [item for item in promotions if item.limits.uses is None]
    unlimited = {}
    if sys.argv[2] == "once":
        found, clock, cpu = timed(free, 2)
    else:
        found, clock, cpu = timed(promotions)
        one, clock_one, cpu_one = timed(free)
        two, clock_two, cpu_two = timed(free, 2)
        assert one == two
        unlimited = {"unlimited_cpu_s": [round(cpu_one, 1), round(cpu_two, 1)],
                     "unlimited_clock_s": [round(clock_one, 1), round(clock_two, 1)]}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    goods, orders = Goods(view, promotions), list(islice(next(pieces(view, terms)), ALONE))
    worked = time.process_time()
    for order in orders:
        lines = tuple(goods.good(line, "EUR").line for line in order.lines)
        basket = Basket(currency="EUR", lines=lines, shipping=(Shipping(amount=order.shipping),))
        price(basket, promotions, order.placed_at)
    alone = (time.process_time() - worked) / ALONE
print(json.dumps({
    "baskets": found.orders, "situations": found.situations, "clock_s": round(clock, 1), "cpu_s": round(cpu, 1),
    "ms_per_basket_cpu": round(cpu / found.orders * 1000, 3), "alone_ms_per_basket_cpu": round(alone * 1000, 3),
    **unlimited, "peak_mb": round(peak), "uses": {item.promotion_id: item.uses for item in found.promotions},
}))
"""


def promotions_replay(folder: Path) -> dict[str, object]:
    import duckdb

    baskets = ALL_BASKETS if os.environ.get("COPILOT_BENCH_FULL") == "1" else BASKETS
    build = folder / "shop.duckdb"
    write_shop(build, baskets // 5)
    with duckdb.connect(str(build)) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(_BASKETS)
        connection.execute(_ORDERS)
    how = "once" if baskets == ALL_BASKETS else "compared"
    done = subprocess.run([sys.executable, "-c", ASK, str(build), how], check=True, stdout=subprocess.PIPE, text=True)
    replayed = (
        "nine promotions without limits, two processes" if how == "once" else "ten promotions, one process and two"
    )
    return {
        "what": f"replay with {replayed}; alone: price() of {ALONE} baskets with ten promotions",
        "load": round(os.getloadavg()[0], 1),
        **json.loads(done.stdout),
    }
