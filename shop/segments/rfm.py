"""RFM: recency, frequency and monetary value of every customer with an order, scored 1 to 5 and named.

Score = 1 + floor(5 * b / n): n customers have ordered, b of them are strictly worse. These are the quintiles of
Hughes, "Strategic Database Marketing", with equal values sharing one score (of the lowest of their ranks), so that
the many who bought once are not spread over scores by chance. Worse is longer ago, fewer orders, less spend.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from shop.segments.history import derive, ensure_buyers
from shop.store.view import ShopView


class RfmRow(NamedTuple):
    """One customer: days since the last order, orders, spend in base currency, the three scores and the cell."""

    customer_id: str
    recency_days: int
    frequency: int
    monetary: Decimal
    r: int
    f: int
    m: int
    cell: str


@dataclass(frozen=True)
class RfmTable:
    """All customers with at least one order, by id; `currency` is the base currency of `monetary`."""

    currency: str
    rows: dict[str, RfmRow]

    def cells(self) -> dict[str, int]:
        """Return how many customers are in each cell, in the order of the cells' file."""
        counted = Counter(row.cell for row in self.rows.values())
        return {name: counted[name] for name in cell_titles()}


def rfm(view: ShopView) -> RfmTable:
    """Score every customer with at least one order as of the view's moment."""
    ensure_rfm(view)
    rows = view.rows(
        """SELECT customer_id, days_since, orders, spend, r, f, m, cell
           FROM rfm_scores JOIN customers USING (customer_key) ORDER BY customer_id"""
    )
    return RfmTable(view.shop.currency, {row[0]: RfmRow(*row) for row in rows})


def ensure_rfm(view: ShopView) -> None:
    """Make the relation `rfm_scores` of the view: buyers with r, f, m and cell."""
    ensure_buyers(view)
    derive(
        view,
        "rfm_scores",
        f"""WITH scored AS (
              SELECT customer_key, days_since, orders, spend,
                     1 + 5 * (rank() OVER (ORDER BY days_since DESC) - 1) // count(*) OVER () AS r,
                     1 + 5 * (rank() OVER (ORDER BY orders) - 1) // count(*) OVER () AS f,
                     1 + 5 * (rank() OVER (ORDER BY spend) - 1) // count(*) OVER () AS m
              FROM buyers)
            SELECT *, {_cell_case()} AS cell FROM scored""",
    )


def cell_titles() -> dict[str, dict[str, str]]:
    """Return the title of each cell by language."""
    return {cell["name"]: cell["title"] for cell in _cells()}


@cache
def _cells() -> tuple[dict[str, Any], ...]:
    text = resources.files("shop.segments").joinpath("rfm_cells.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["cell"])


def _cell_case() -> str:
    """Return the cells' file as an SQL CASE; its names and numbers are the package's own, not input."""
    whens = [f"WHEN {' AND '.join(_conditions(cell)) or 'true'} THEN '{cell['name']}'" for cell in _cells()]
    return f"CASE {' '.join(whens)} END"


def _conditions(cell: dict[str, Any]) -> list[str]:
    least = [f"{column} >= {bound}" for column, bound in cell.get("least", {}).items()]
    return least + [f"{column} <= {bound}" for column, bound in cell.get("most", {}).items()]
