"""Looks at a tree: evaluates it once, keeps the members as a relation of the view, and profiles them."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

from shop.consent import Funnel, eligible
from shop.errors import InvalidInput
from shop.record import LANGUAGES, Channel
from shop.segments.builtin_trees import BUILTIN
from shop.segments.compiling import Scores, compiled
from shop.segments.history import ensure_buyers
from shop.segments.preview.notes import notes
from shop.segments.preview.preview import Overlap, Sampled, TreePreview
from shop.segments.preview.profile import MEMBERS, base_money, categories, values
from shop.segments.readback import read_back
from shop.segments.tree.nodes import Node
from shop.segments.words import segment_texts
from shop.store.view import ShopView

SAMPLE_SIZE = 5


def look(
    view: ShopView, tree: Node, name: str, *, channel: Channel | None = None, state: sqlite3.Connection | None = None,
    scores: Scores | None = None, version: int | None = None,
) -> TreePreview:  # fmt: skip
    """Return the preview of a tree; with a channel its funnel too, for which the runtime state is needed.

    Raises InvalidInput or NotFound where the tree asks for what does not exist in this shop.
    """
    if channel is not None and state is None:
        raise InvalidInput("A funnel needs the runtime state.", hint="Open the home's state.sqlite and pass it.")
    view.rows(f"CREATE OR REPLACE TEMP TABLE {MEMBERS} AS {compiled(view, tree, state, scores)}")
    examples = _sample(view)
    [(matched, customers)] = view.rows(f"SELECT (SELECT count(*) FROM {MEMBERS}), (SELECT count(*) FROM customers)")
    return TreePreview(
        name=name, version=version, as_of=view.at, tree=tree,
        words={language: read_back(tree, view.shop.currency, language) for language in LANGUAGES},
        customers=customers, matched=matched, share=_share(matched, customers), funnel=_funnel(view, state, channel),
        sample=tuple(one.customer for one in examples), examples=examples, value=values(view),
        categories=categories(view), overlaps=_overlaps(view, matched, state),
        notes=notes(view, tree, matched, customers, state),
    )  # fmt: skip


def _funnel(view: ShopView, state: sqlite3.Connection | None, channel: Channel | None) -> Funnel | None:
    if channel is None or state is None:
        return None
    ids = [row[0] for row in view.rows(f"SELECT customer_id FROM {MEMBERS} JOIN customers USING (customer_key)")]
    return eligible(view, state, ids, channel).funnel


def _sample(view: ShopView) -> tuple[Sampled, ...]:
    """Take the members whose hashed id is smallest: always the same ones, and spread over all."""
    ensure_buyers(view)
    rows = view.rows(
        f"""SELECT md5($shop || ':' || customer_id) AS hashed, customer_id, country, language, coalesce(b.orders, 0),
                   coalesce(b.spend, 0), b.days_since
            FROM {MEMBERS} JOIN customers USING (customer_key) LEFT JOIN buyers b USING (customer_key)
            ORDER BY hashed LIMIT $size""",
        {"shop": view.shop.id, "size": SAMPLE_SIZE},
    )
    return tuple(
        Sampled(
            customer=id_ if "@" not in id_ else f"c-{hashed[:8]}", country=country, language=language, orders=orders,
            spend=base_money(view, spend), days_since_last_order=days,
        )
        for hashed, id_, country, language, orders, spend, days in rows
    )  # fmt: skip


def _overlaps(view: ShopView, matched: int, state: sqlite3.Connection | None) -> tuple[Overlap, ...]:
    """Count the members that each built-in segment has too; one of exactly the same members says nothing new."""
    found = []
    for name in [name for name in segment_texts() if name != "everyone"] if matched else []:
        query = compiled(view, BUILTIN[name], state)
        [(both, whole)] = view.rows(
            f"SELECT count(m.customer_key), count(*) FROM ({query}) s LEFT JOIN {MEMBERS} m USING (customer_key)"
        )
        if both == whole == matched:
            continue
        found.append(Overlap(name=name, title=segment_texts()[name]["title"], both=both, share=_share(both, matched)))
    return tuple(sorted(found, key=lambda one: -one.both))


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole if whole else Decimal(0)).quantize(Decimal("0.0001"))
