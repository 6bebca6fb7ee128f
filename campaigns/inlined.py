"""Saved segments inside a tree, put in place of their names: what is saved later does not change a planned campaign."""

from __future__ import annotations

import sqlite3

from shop.errors import InvalidInput
from shop.segments.builtin_trees import BUILTIN
from shop.segments.saved import tree_named
from shop.segments.tree.nodes import All, AnyOf, InSegment, Node, Not
from shop.segments.tree.walk import nodes

MOST_CONDITIONS = 2_000
"""Of a plan's tree with everything that it names."""


def inlined(state: sqlite3.Connection, tree: Node) -> Node:
    """Return the tree with every saved segment in place of its name; built-in ones are code and keep theirs.

    Raises NotFound for a segment that does not exist, and InvalidInput where one contains itself or the whole has
    more than MOST_CONDITIONS.
    """
    return _inlined(state, tree, ())


def _inlined(state: sqlite3.Connection, node: Node, inside: tuple[str, ...]) -> Node:
    if isinstance(node, InSegment) and node.name not in BUILTIN:
        if node.name in inside:
            raise InvalidInput(f"The segment {node.name!r} contains itself.", hint="Save it again without that.")
        return _inlined(state, tree_named(state, node.name), (*inside, node.name))
    if isinstance(node, All | AnyOf):
        return _bounded(node.model_copy(update={"of": tuple(_inlined(state, one, inside) for one in node.of)}))
    if isinstance(node, Not):
        return node.model_copy(update={"of": _inlined(state, node.of, inside)})
    return node


def _bounded(tree: Node) -> Node:
    count = sum(1 for _ in nodes(tree))
    if count > MOST_CONDITIONS:
        raise InvalidInput(
            f"The segment and those that it names have {count:,} conditions; at most {MOST_CONDITIONS:,} are kept.",
            hint="Name fewer segments.",
        )
    return tree
