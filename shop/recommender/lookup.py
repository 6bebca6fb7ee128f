"""Recommendations that can be acted on: nothing bought or sent back, nothing that cannot be sold, and why for each.

A customer who objects to profiling gets what is popular, chosen without a look at what they like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from shop.catalogue import among
from shop.errors import InvalidInput, NotFound
from shop.recommender.contract import Cause, Recommender, Scored
from shop.recommender.fitted import Fitted, fitted
from shop.recommender.reasons import (
    BecauseBought,
    BoughtTogether,
    Popular,
    PopularInCategory,
    Recommendation,
    RecommendationReason,
    Shortage,
    Shortlist,
)
from shop.recommender.scorer import SUPPORT
from shop.store.view import ShopView

LEADING = 3
"""Up to this rank a product counts as popular in its category."""

_PEOPLE = """
SELECT customer_key, customer_id, country, language, objects_to_profiling FROM customers WHERE {chosen}"""
_HISTORY = """
SELECT l.customer_key, p.product_id, max(l.placed_at) FILTER (l.is_sale AND l.quantity > 0), bool_or(l.quantity < 0)
FROM order_lines l JOIN products p USING (product_key) WHERE {chosen} GROUP BY ALL ORDER BY ALL"""


class _Person(NamedTuple):
    """What the lookup knows of a customer: currency (None: any will do), last purchase and returns by product."""

    id: str
    currency: str | None
    objects: bool
    bought: dict[str, date]
    returned: set[str]


def recommend_many(
    view: ShopView, customer_ids: Sequence[str], k: int = 5, *, currency_required: bool = True
) -> dict[str, list[Recommendation]]:
    """Return up to `k` distinct products for each customer, best first; see `recommend_explained`."""
    found = recommend_explained(view, customer_ids, k, currency_required=currency_required)
    return {id_: list(shortlist.items) for id_, shortlist in found.items()}


def recommend_explained(
    view: ShopView, customer_ids: Sequence[str], k: int = 5, *, currency_required: bool = True
) -> dict[str, Shortlist]:
    """Return up to `k` distinct products for each customer, and why there are fewer where there are.

    With `currency_required` a product must have a price in the currency of the customer's market. The answer for one
    customer does not depend on who else is asked about. Raises NotFound for an unknown customer.
    """
    if k < 1:
        raise InvalidInput(f"{k} recommendations cannot be given.", hint="Ask for at least 1.")
    models = fitted(view)
    people = _people(view, list(dict.fromkeys(customer_ids)), currency_required)
    groups: dict[tuple[str | None, bool], list[_Person]] = {}
    for person in people.values():
        groups.setdefault((person.currency, person.objects), []).append(person)
    found: dict[str, list[Scored]] = {}
    for (currency, objects), group in groups.items():
        exclude = {person.id: person.bought.keys() | person.returned for person in group}
        allowed = models.sellable(currency)
        found |= _model(models, objects).recommend_many([person.id for person in group], k, exclude, allowed)
    return {id_: _shortlist(models, person, found[id_], k) for id_, person in people.items()}


def companions(
    view: ShopView, product_id: str, k: int = 3, *, currency: str | None = None, exclude: Collection[str] = ()
) -> list[Recommendation]:
    """Return up to `k` products that the customers of `product_id` bought too and that can be sold in `currency`.

    None for `currency` accepts any. `exclude` names products to leave out, such as what the reader has already.
    """
    models = fitted(view)
    if product_id not in models.shelves:
        raise NotFound("product", product_id, models.shelves)
    allowed = models.sellable(currency)
    near = models.model.similar(product_id, len(models.shelves))
    sold = (item for item in near if item.product in allowed and item.product not in exclude)
    fit = islice((item for item in sold if models.model.together(product_id, item.product) >= SUPPORT), k)
    return [
        Recommendation(
            product_id=item.product,
            score=item.score,
            model=item.model,
            reason=BoughtTogether(product_id=product_id, customers=models.model.together(product_id, item.product)),
        )
        for item in fit
    ]


def _model(models: Fitted, objects: bool) -> Recommender:
    return models.model.second if objects else models.model


def _people(view: ShopView, ids: list[str], currency_required: bool) -> dict[str, _Person]:
    """Read the customers in the order of `ids`."""
    found: dict[str, _Person] = {}
    by_key: dict[int, _Person] = {}
    chosen = among("customer_id", "ids", len(ids))
    for key, id_, country, language, objects in view.rows(_PEOPLE.format(chosen=chosen), {"ids": ids}):
        market = view.shop.market_of(country, language)
        currency = market.currency if market else view.shop.currency
        found[id_] = by_key[key] = _Person(id_, currency if currency_required else None, objects, {}, set())
    missing = [id_ for id_ in ids if id_ not in found]
    if missing:
        raise NotFound("customer", missing[0])
    _add_history(view, by_key)
    return {id_: found[id_] for id_ in ids}


def _add_history(view: ShopView, people: dict[int, _Person]) -> None:
    chosen = among("l.customer_key", "keys", len(people))
    for key, product, last, returned in view.rows(_HISTORY.format(chosen=chosen), {"keys": list(people)}):
        if last is not None:
            people[key].bought[product] = view.local(last).date()
        if returned:
            people[key].returned.add(product)


def _shortlist(models: Fitted, person: _Person, scored: list[Scored], k: int) -> Shortlist:
    items = tuple(_recommendation(models, person, item) for item in scored)
    return Shortlist(items=items, shortage=_shortage(models, person, k, len(items)) if len(items) < k else None)


def _recommendation(models: Fitted, person: _Person, item: Scored) -> Recommendation:
    cause = _model(models, person.objects).explain(person.id, item.product)
    if cause is None:
        raise InvalidInput(f"{item.model} cannot explain why it recommends {item.product!r}.")
    reason = _reason(models, person, item.product, cause)
    return Recommendation(product_id=item.product, score=item.score, model=item.model, reason=reason)


def _reason(models: Fitted, person: _Person, product: str, cause: Cause) -> RecommendationReason:
    if cause.kind == "because_bought":
        day = person.bought[cause.because]
        return BecauseBought(product_id=cause.because, bought_on=day, customers=cause.customers)
    counts = {"customers": cause.customers, "recent": cause.recent, "days": models.model.second.window}
    category, rank = models.categories.get(product), models.category_ranks.get(product)
    familiar = category and not person.objects and any(models.categories.get(id_) == category for id_ in person.bought)
    if familiar and category and rank is not None and rank <= LEADING:
        return PopularInCategory(category=category, rank=rank, **counts)
    return Popular(**counts)


def _shortage(models: Fitted, person: _Person, k: int, found: int) -> Shortage:
    hindrances = models.hindrances(person.currency)
    left_out = Counter(why or "never_bought" for why in hindrances.values())
    left_out["never_bought"] -= found
    for product in person.bought.keys() | person.returned:
        left_out[hindrances[product] or "never_bought"] -= 1
        left_out["returned" if product in person.returned else "already_bought"] += 1
    return Shortage(asked=k, found=found, left_out={why: count for why, count in sorted(left_out.items()) if count > 0})
