"""One form for trees that say the same by their build: nested all in all and any in any opened, doubles and order gone.

Conditions themselves are not rewritten: `did` 0 times stays different from `never`.
"""

from __future__ import annotations

from shop.segments.tree.nodes import All, AnyOf, Everyone, Node, Not
from shop.segments.tree.read import write_tree


def normal(node: Node) -> Node:
    """Return the normal form of a tree."""
    if isinstance(node, Not):
        inner = normal(node.of)
        return inner.of if isinstance(inner, Not) else Not(of=inner)
    if not isinstance(node, All | AnyOf):
        return node
    kind = type(node)
    opened: list[Node] = []
    for child in map(normal, node.of):
        opened.extend(child.of if isinstance(child, kind) else (child,))
    if kind is All:
        opened = [child for child in opened if not isinstance(child, Everyone)] or [Everyone()]
    by_text = {write_tree(child): child for child in opened}
    parts = tuple(by_text[text] for text in sorted(by_text))
    return parts[0] if len(parts) == 1 else kind.model_construct(of=parts)
