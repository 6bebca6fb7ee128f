"""Reference prices of products for the reader's market: what a message may call a former price, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from shop.catalogue import price_of
from shop.evidence import MoneyValue
from shop.money import Money
from shop.reason import Reason
from shop.reference_prices import ReferencePrice, VariantRef, WhyNone, reference_prices
from shop.store.view import ShopView
from shop.types import Market, Product

_Law = tuple[str, str]
"""Currency and jurisdiction."""


class References:
    """The reference prices of one view, looked up in bulk and kept."""

    def __init__(self, view: ShopView) -> None:
        self._view = view
        self._known: dict[_Law, dict[VariantRef, ReferencePrice | WhyNone]] = {}
        self._asked: dict[_Law, set[str]] = {}

    def look_up(self, wanted: Iterable[tuple[str, Market]]) -> None:
        """Read what is not known yet of these products (their ids) in these markets."""
        missing: dict[_Law, set[str]] = {}
        for product_id, market in wanted:
            law = (market.currency, market.jurisdiction)
            if market.prices == "stated" and product_id not in self._asked.setdefault(law, set()):
                missing.setdefault(law, set()).add(product_id)
        for law, ids in sorted(missing.items()):
            self._known.setdefault(law, {}).update(reference_prices(self._view, ids, *law))
            self._asked[law] |= ids

    def of(self, product: Product, market: Market) -> ReferencePrice | None:
        """Return the reference of the one price that is quoted for the product, as it is narrowed; None: there is none.

        Every variant that can be bought must have one. Of several the lowest amount counts, so nothing is overstated.
        """
        self.look_up([(product.id, market)])
        quoted = price_of(product, market.currency)
        if quoted is None or quoted.varies or market.prices != "stated":
            return None
        known = self._known.get((market.currency, market.jurisdiction), {})
        found = [
            known.get(VariantRef(product.id, variant.id))
            for variant in product.variants
            if variant.price_in(market.currency) and (variant.stock is None or variant.stock > 0)
        ]
        proven = [one for one in found if isinstance(one, ReferencePrice) and one.price == quoted.price]
        return min(proven, key=lambda one: one.amount.amount) if len(proven) == len(found) else None


def with_reference(reason: Reason, reference: ReferencePrice) -> Reason:
    """Return a fall of price as it may be told: by the reference, and by the price of that day where that is no higher.

    What it cost on the day of the wish is left out where the law lets no former price be called that is as high.
    """
    then = reason.facts.get("price_then")
    facts = {**reason.facts, "reference_price": _money(reference.amount)}
    if not isinstance(then, MoneyValue) or then.money > reference.amount.amount:
        facts.pop("price_then", None)
        facts["diff"] = _money(reference.saving)
    return reason.model_copy(update={"facts": facts})


def _money(amount: Money) -> MoneyValue:
    return MoneyValue(money=amount.amount, currency=amount.currency)
