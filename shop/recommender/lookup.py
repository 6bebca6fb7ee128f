"""Recommendations that can be acted on: nothing bought or sent back, nothing that cannot be sold, and why for each.

candidates of several sources (sources.py) -> filters -> rules and diversity (rules.py, arrange.py) -> reasons

Left out before any rule: what was bought (unless it is due again), returned, lies in the cart, is discontinued, out of
stock, or has no price in the customer's currency. A customer who objects to profiling gets what is popular, chosen
without a look at what they like.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from typing import NamedTuple

from shop.errors import InvalidInput, NotFound
from shop.recommender.arrange import Candidate, arrange
from shop.recommender.contract import Cause, Recommender, Scored
from shop.recommender.fitted import Fitted, fitted
from shop.recommender.person import Person, read_people
from shop.recommender.reasons import (
    BecauseBought,
    BoughtTogether,
    Popular,
    PopularInCategory,
    Recommendation,
    RecommendationReason,
    ShopChoice,
    Shortage,
    Shortlist,
)
from shop.recommender.rules import Rules, read_rules
from shop.recommender.scorer import SUPPORT
from shop.recommender.sources import candidate, of_events, of_model, of_news, of_rhythm
from shop.recommender.variant import right_variants
from shop.store.view import ShopView

LEADING = 3
"""Up to this rank a product counts as popular in its category."""
DEPTH = 5
"""So many times the asked number are taken from the model, for the rules to choose from."""


class _Asked(NamedTuple):
    """One lookup: the models, the rules, how many, and whether what was bought may come again when it is due."""

    view: ShopView
    models: Fitted
    rules: Rules
    k: int
    again: bool


def recommend_many(
    view: ShopView, customer_ids: Sequence[str], k: int = 5, *, currency_required: bool = True, again: bool = False
) -> dict[str, list[Recommendation]]:
    """Return up to `k` distinct products for each customer, best first; see `recommend_explained`."""
    found = recommend_explained(view, customer_ids, k, currency_required=currency_required, again=again)
    return {id_: list(shortlist.items) for id_, shortlist in found.items()}


def recommend_explained(
    view: ShopView, customer_ids: Sequence[str], k: int = 5, *, currency_required: bool = True, again: bool = False
) -> dict[str, Shortlist]:
    """Return up to `k` distinct products for each customer, and why there are fewer where there are.

    With `currency_required` a product must have a price in the currency of the customer's market. With `again`, what a
    customer buys regularly comes back when it is due. The answer for one customer does not depend on who else is asked
    about. Raises NotFound for an unknown customer.
    """
    if k < 1:
        raise InvalidInput(f"{k} recommendations cannot be given.", hint="Ask for at least 1.")
    asked = _Asked(view, fitted(view), read_rules(view.build.resolve().parent), k, again)
    people = read_people(view, list(dict.fromkeys(customer_ids)), currency_required)
    groups: dict[tuple[str | None, bool], list[Person]] = {}
    for person in people.values():
        groups.setdefault((person.currency, person.objects), []).append(person)
    found: dict[str, list[Scored]] = {}
    for (currency, objects), group in groups.items():
        exclude = {person.id: person.bought.keys() | person.returned | person.cart for person in group}
        allowed = asked.models.sellable(currency) - set(asked.rules.exclude)
        model = _model(asked.models, objects)
        found |= model.recommend_many([person.id for person in group], DEPTH * k, exclude, allowed)
    return _with_variants(view, people, {id_: _shortlist(asked, one, found[id_]) for id_, one in people.items()})


def companions(
    view: ShopView, product_id: str, k: int = 3, *, currency: str | None = None, exclude: Collection[str] = ()
) -> list[Recommendation]:
    """Return up to `k` complements: products that lie in the same orders as `product_id`, most telling first.

    score = orders with both / sqrt(orders with the other product); at least SUPPORT orders of SUPPORT known customers.
    None for `currency` accepts any. `exclude` names products to leave out, such as what the reader has already.
    """
    models = fitted(view)
    if product_id not in models.shelves:
        raise NotFound("product", product_id, models.shelves)
    allowed = models.sellable(currency)
    together = models.one_order(view, product_id)
    scored = sorted((-_telling(models, other, orders), other) for other, (orders, _) in together.items())
    fit = (
        (other, -score)
        for score, other in scored
        if other in allowed and other not in exclude and min(together[other]) >= SUPPORT
    )
    return [
        Recommendation(
            product_id=other,
            score=score,
            model="one-order",
            reason=BoughtTogether(product_id=product_id, customers=together[other][1]),
        )
        for other, score in islice(fit, k)
    ]


def substitutes(
    view: ShopView, product_id: str, k: int = 3, *, currency: str | None = None, exclude: Collection[str] = ()
) -> list[Recommendation]:
    """Return up to `k` alternatives: of the same category, bought by the same people, but seldom in one order.

    Seldom: fewer than half of the customers who have both bought them in one order. See `companions` for the rest.
    """
    models = fitted(view)
    if product_id not in models.shelves:
        raise NotFound("product", product_id, models.shelves)
    category = models.categories.get(product_id)
    if not category:
        return []
    together, allowed = models.one_order(view, product_id), models.sellable(currency)
    found = []
    for item in models.model.similar(product_id, len(models.shelves)):
        customers = models.model.together(product_id, item.product)
        joint = together.get(item.product, (0, 0))[1]
        same = models.categories.get(item.product) == category and item.product in allowed
        if same and item.product not in exclude and customers >= SUPPORT and 2 * joint < customers:
            reason = BoughtTogether(product_id=product_id, customers=customers)
            found.append(Recommendation(product_id=item.product, score=item.score, model=item.model, reason=reason))
    return found[:k]


def _telling(models: Fitted, other: str, orders: int) -> float:
    column = models.model.known.column_of.get(other)
    buyers = int(models.model.known.buyers[column]) if column is not None else 0
    return round(orders / math.sqrt(max(buyers, 1)), 9)


def _model(models: Fitted, objects: bool) -> Recommender:
    return models.model.second if objects else models.model


def _shortlist(asked: _Asked, person: Person, scored: list[Scored]) -> Shortlist:
    models, today = asked.models, asked.view.at.date()
    sold = models.sellable(person.currency)
    allowed = sold - person.bought.keys() - person.returned - person.cart
    candidates = [
        *of_model(models, person, scored),
        *of_events(models, person, allowed),
        *of_news(models, person, today, allowed),
        *(of_rhythm(models, person, today, sold) if asked.again else ()),
        *_pinned(models, asked.rules, allowed),
    ]
    chosen = arrange(candidates, asked.k, asked.rules)
    items = tuple(_recommendation(models, person, one) for one in chosen)
    return Shortlist(items=items, shortage=_shortage(asked, person, items) if len(items) < asked.k else None)


def _with_variants(view: ShopView, people: dict[str, Person], lists: dict[str, Shortlist]) -> dict[str, Shortlist]:
    """Name the variant where the history of a customer tells it; not for who objects to profiling."""
    wanted = {
        id_: [item.product_id for item in shortlist.items]
        for id_, shortlist in lists.items()
        if people[id_].bought and not people[id_].objects
    }
    right = right_variants(view, fitted(view).titles, wanted)
    changed = {id_ for id_, _ in right}
    return {
        id_: shortlist.model_copy(update={"items": tuple(
            item.model_copy(update={"variant_id": right.get((id_, item.product_id))}) for item in shortlist.items
        )}) if id_ in changed else shortlist
        for id_, shortlist in lists.items()
    }  # fmt: skip


def _pinned(models: Fitted, rules: Rules, allowed: frozenset[str]) -> list[Candidate]:
    """Return what the rules put first, with the least relevance: a source with a better reason comes before it."""
    return [candidate(models, Scored(product, 0.0, "rules"), 0.0) for product in rules.pin if product in allowed]


def _recommendation(models: Fitted, person: Person, one: Candidate) -> Recommendation:
    item = one.scored
    reason = one.reason
    if reason is None:
        cause = _model(models, person.objects).explain(person.id, item.product)
        reason = ShopChoice() if cause is None else _reason(models, person, item.product, cause)
    return Recommendation(product_id=item.product, score=item.score, model=item.model, reason=reason)


def _reason(models: Fitted, person: Person, product: str, cause: Cause) -> RecommendationReason:
    if cause.kind == "because_bought" and not person.objects:
        day = person.last(cause.because)
        return BecauseBought(product_id=cause.because, bought_on=day, customers=cause.customers)
    counts = {"customers": cause.customers, "recent": cause.recent, "days": models.model.second.window}
    category, rank = models.categories.get(product), models.category_ranks.get(product)
    familiar = category and not person.objects and any(models.categories.get(id_) == category for id_ in person.bought)
    if familiar and category and rank is not None and rank <= LEADING:
        return PopularInCategory(category=category, rank=rank, **counts)
    return Popular(**counts)


def _shortage(asked: _Asked, person: Person, items: Sequence[Recommendation]) -> Shortage:
    """Count every product of the shop that is not shown once, under the first thing that keeps it out."""
    shown = {item.product_id for item in items}
    hindrances = asked.models.hindrances(person.currency)
    left_out = Counter(
        _why_not(asked, person, product, hindrance) for product, hindrance in hindrances.items() if product not in shown
    )
    return Shortage(asked=asked.k, found=len(items), left_out=dict(sorted(left_out.items())))


def _why_not(asked: _Asked, person: Person, product: str, hindrance: str | None) -> str:
    if product in person.returned:
        return "returned"
    if product in person.bought:
        return "already_bought"
    if product in person.cart:
        return "in_cart"
    if hindrance:
        return hindrance
    known = asked.models.model.known
    column = known.column_of.get(product)
    sold = column is not None and known.buyers[column] > 0
    return "rules" if sold or product in asked.rules.exclude else "never_bought"
