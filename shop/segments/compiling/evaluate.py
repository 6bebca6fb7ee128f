"""Who is a member of a tree, at the view's moment.

    members(view, read_tree(text), state)      # sorted customer ids

`state` is the runtime state: consent is read from it again, saved segments are found in it. `scores` is asked for churn
risk and expected value. All raise InvalidInput or NotFound for a tree that this shop cannot answer.
"""

from __future__ import annotations

import sqlite3

from shop.segments.compiling.compiler import Compiler, Lookup
from shop.segments.compiling.sets import Scores
from shop.segments.tree.nodes import Node
from shop.store.view import ShopView


def member_keys(
    view: ShopView, tree: Node, state: sqlite3.Connection | None = None, scores: Scores | None = None
) -> set[int]:
    """Return the dense keys of the members."""
    return {row[0] for row in view.rows(compiled(view, tree, state, scores))}


def members(
    view: ShopView, tree: Node, state: sqlite3.Connection | None = None, scores: Scores | None = None
) -> list[str]:
    """Return the sorted ids of the members."""
    query = compiled(view, tree, state, scores)
    rows = view.rows(f"SELECT customer_id FROM ({query}) JOIN customers USING (customer_key) ORDER BY customer_id")
    return [row[0] for row in rows]


def count(view: ShopView, tree: Node, state: sqlite3.Connection | None = None, scores: Scores | None = None) -> int:
    """Return how many members there are."""
    [(found,)] = view.rows(f"SELECT count(*) FROM ({compiled(view, tree, state, scores)})")
    return int(found)


def compiled(view: ShopView, tree: Node, state: sqlite3.Connection | None = None, scores: Scores | None = None) -> str:
    """Return the query for the members' keys; what it reads is made in the view on the way."""
    return Compiler(view, _lookup(state), state, scores).sql(tree)


def _lookup(state: sqlite3.Connection | None) -> Lookup:
    from shop.segments.saved import tree_named

    return lambda name: tree_named(state, name)
