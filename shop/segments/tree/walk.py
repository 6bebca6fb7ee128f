"""Going through a tree: its direct children and all of its nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shop.segments.tree.nodes import All, AnyOf, Node, Not


def children(node: Node) -> tuple[Node, ...]:
    """Return the conditions directly inside a node."""
    if isinstance(node, All | AnyOf):
        return node.of
    return (node.of,) if isinstance(node, Not) else ()


def nodes(tree: Node) -> Iterator[Node]:
    """Yield every node of the tree, a parent before its children, in order."""
    waiting: list[Node] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def depth(tree: Node) -> int:
    """Return how many levels the tree has; a single condition has one."""
    level: list[Any] = [tree]
    levels = 0
    while level:
        levels += 1
        level = [child for node in level for child in children(node)]
    return levels
