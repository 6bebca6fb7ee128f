"""Which price of a product may be quoted when its variants cost differently."""

from __future__ import annotations

from shop.types import Price, Product


class QuotedPrice(Price):
    """The price to quote for a product, and the variant that has it.

    `varies` is True when another variant that can be bought costs something else in this currency: the price is then
    a "from" price, and a caller that cannot say "from" leaves it out.
    """

    variant_id: str
    varies: bool


def price_of(product: Product, currency: str) -> QuotedPrice | None:
    """Return the lowest price in `currency` over the variants that can be bought now.

    None when the product is discontinued, out of stock, or not sold in this currency. Variants of equal price are
    taken in the order of the shop; no exchange rate is ever applied.
    """
    if product.status != "active":
        return None
    offered = [
        (variant, price)
        for variant in product.variants
        if (price := variant.price_in(currency)) is not None and (variant.stock is None or variant.stock > 0)
    ]
    if not offered:
        return None
    variant, lowest = min(offered, key=lambda item: item[1].price.amount)
    return QuotedPrice(
        price=lowest.price,
        list_price=lowest.list_price,
        since=lowest.since,
        variant_id=variant.id,
        varies=any(price.price != lowest.price for _, price in offered),
    )
