"""The built-in segments that have a treatment: who is in them, and how deep an offer to them may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from shop.errors import NotFound
from shop.segments.builtin_trees import BUILTIN
from shop.segments.compiling.evaluate import compiled
from shop.segments.history import derive
from shop.segments.treatments import treated_segments, treatment
from shop.segments.tree.nodes import Node
from shop.store.view import ShopView
from shop.types.offer_rules import OfferRules


class Standing(NamedTuple):
    """The segment that a customer's response is read from, and the lowest cap with what it comes from ("": none)."""

    segment: str = ""
    most_percent: Decimal | None = None
    cap_from: str = ""


def ensure_treated(view: ShopView) -> None:
    """Make `treated` of the view (segment, place, customer_key), and `treated_first` with the first segment of each.

    The segments are those with a treatment, then those that the shop caps itself.
    """
    made = "SELECT 1 FROM duckdb_tables() WHERE temporary AND table_name = 'treated_first'"
    if view.rows(made):
        return
    names = list(dict.fromkeys((*treated_segments(), *sorted(view.shop.offers.segment_percent))))
    parts = [
        f"SELECT {place} AS place, customer_key FROM ({compiled(view, _tree(name))})"
        for place, name in enumerate(names)
    ]
    derive(
        view,
        "treated",
        f"""SELECT n.name AS segment, t.place, t.customer_key FROM ({" UNION ALL ".join(parts)}) t
            JOIN (SELECT unnest($names::VARCHAR[]) AS name, unnest(range($count::INTEGER)) AS place) n USING (place)""",
        {"names": names, "count": len(names)},
    )
    derive(
        view,
        "treated_first",
        "SELECT customer_key, arg_min(segment, place) AS segment FROM treated GROUP BY customer_key",
    )


def _tree(name: str) -> Node:
    if name not in BUILTIN:
        raise NotFound("built-in segment", name, sorted(BUILTIN), hint="Correct offers.segment_percent in shop.json.")
    return BUILTIN[name]


def standings(view: ShopView, customer_ids: Iterable[str]) -> dict[str, Standing]:
    """Return where each customer stands; of several caps the lowest holds, those of the shop replace the built-in."""
    ensure_treated(view)
    rows = view.rows(
        """SELECT c.customer_id, list(t.segment ORDER BY t.place) FROM treated t JOIN customers c USING (customer_key)
           WHERE c.customer_id IN (SELECT unnest($ids::VARCHAR[])) GROUP BY ALL ORDER BY ALL""",
        {"ids": sorted(set(customer_ids))},
    )
    inside: Mapping[str, list[str]] = dict(rows)
    return {id_: _standing(inside.get(id_, []), view.shop.offers) for id_ in customer_ids}


def _standing(segments: list[str], rules: OfferRules) -> Standing:
    caps = [(cap, name) for name in segments if (cap := _cap(name, rules)) is not None]
    if rules.most_percent is not None:
        caps.append((rules.most_percent, "shop.json"))
    lowest = min(caps, default=(None, ""))
    return Standing(segments[0] if segments else "", *lowest)


def _cap(segment: str, rules: OfferRules) -> Decimal | None:
    own = rules.segment_percent.get(segment)
    stated = treatment(segment)
    return own if own is not None else stated.most_percent if stated else None
