"""A product as the one variant of it that a message is about."""

from __future__ import annotations

from shop.types import Product


def narrowed(product: Product, variant_id: str | None) -> Product | None:
    """Return the product with that variant alone, so that its price and stock are the variant's own.

    The whole product when no variant is named; None when it does not have the variant.
    """
    if variant_id is None:
        return product
    kept = tuple(variant for variant in product.variants if variant.id == variant_id)
    return product.model_copy(update={"variants": kept}) if kept else None


def variant_title(product: Product, variant_id: str | None) -> str:
    """Return the title of the named variant where a product has several; one of a kind needs no telling apart."""
    if variant_id is None or len(product.variants) < 2:
        return ""
    return next((variant.title for variant in product.variants if variant.id == variant_id), "")
