"""Whether a line of a basket is meant by a selection."""

from __future__ import annotations

from collections.abc import Iterator

from shop.promotions.attributes import passes
from shop.promotions.basket import BasketLine
from shop.types.promotion import Selection


def selected(selection: Selection, line: BasketLine) -> bool:
    """Return whether everything that `selection` gives holds for `line`."""
    return all(_tests(selection, line))


def _tests(selection: Selection, line: BasketLine) -> Iterator[bool]:
    named = (
        (selection.products, (line.product_id,)),
        (selection.variants, (line.variant_id,)),
        (selection.categories, line.categories),
        (selection.brands, (line.brand,)),
        (selection.collections, line.collections),
    )
    for wanted, found in named:
        if wanted:
            yield any(name in wanted for name in found)
    for test in selection.attributes:
        yield passes(test, line.attributes)
    amounts = ((selection.unit_price, line.unit_price), (selection.quantity, line.quantity))
    for bounds, number in (*amounts, (selection.total, line.total())):
        if bounds is not None:
            yield bounds.hold(number)
    if selection.reduced is not None:
        yield line.reduced() == selection.reduced
    if selection.any_of:
        yield any(selected(inner, line) for inner in selection.any_of)
    for inner in selection.none_of:
        yield not selected(inner, line)
