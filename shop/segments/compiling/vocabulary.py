"""Whether the products, categories, brands and campaigns that a tree names exist in this shop."""

from __future__ import annotations

from collections.abc import Iterator

from shop.errors import NotFound
from shop.segments.fields import catalogue
from shop.segments.fields.catalogue import Vocabulary
from shop.segments.tree.nodes import Comparison, Node
from shop.segments.tree.walk import nodes
from shop.store.view import ShopView

_QUERIES: dict[Vocabulary, str] = {
    "product": "SELECT product_id FROM products",
    "variant": "SELECT variant_id FROM variants",
    "category": "SELECT DISTINCT category FROM product_texts WHERE category <> ''",
    "brand": "SELECT DISTINCT brand FROM products WHERE brand <> ''",
    "campaign": "SELECT campaign_id FROM campaigns",
}
_NAMED = "SELECT lower({column}) FROM ({query}) t({column}) WHERE lower({column}) IN (SELECT lower(unnest($asked)))"
_NEAREST = """SELECT name FROM ({query}) t(name)
              ORDER BY jaro_winkler_similarity(lower(name), lower($asked)) DESC, name LIMIT 3"""


def refuse_unknown(view: ShopView, tree: Node) -> None:
    """Raise NotFound, with the nearest names, when the tree names something that the shop does not have."""
    asked: dict[Vocabulary, dict[str, str]] = {}
    for condition in _conditions(tree):
        vocabulary = catalogue().event_fields[condition.field].vocabulary
        if vocabulary and condition.op in ("eq", "ne", "in", "not_in"):
            values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            asked.setdefault(vocabulary, {}).update({str(value).lower(): str(value) for value in values})
    for vocabulary, names in asked.items():
        _refuse_missing(view, vocabulary, names)


def _refuse_missing(view: ShopView, vocabulary: Vocabulary, names: dict[str, str]) -> None:
    query = _QUERIES[vocabulary]
    found = {row[0] for row in view.rows(_NAMED.format(query=query, column="name"), {"asked": list(names.values())})}
    missing = sorted(folded for folded in names if folded not in found)
    if not missing:
        return
    name = names[missing[0]]
    nearest = [row[0] for row in view.rows(_NEAREST.format(query=query), {"asked": name})]
    near = f"Nearest here: {', '.join(nearest)}." if nearest else f"This shop has no {vocabulary} at all."
    raise NotFound(vocabulary, name, hint=near)


def _conditions(tree: Node) -> Iterator[Comparison]:
    for node in nodes(tree):
        yield from getattr(node, "where", ())
