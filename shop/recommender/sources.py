"""Where candidates come from: the model, what is due again, what is new, what was looked at lately.

Who objects to profiling gets the model's popularity only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from shop.recommender.arrange import Candidate, by_place
from shop.recommender.contract import Scored
from shop.recommender.fitted import Fitted
from shop.recommender.person import Looked, Person
from shop.recommender.reasons import BecauseViewed, BuyAgain, NewInCategory, RecommendationReason

NEW_WITHIN = timedelta(days=30)
LEAST_DAYS = 2
"""Days of purchase from a category until news from it are news to the customer."""
EVENTS_COUNT = 0.4
"""Share of the relevance that what somebody looked at lately decides."""
DUE_RELEVANCE, NEW_RELEVANCE = 1.1, 0.5
"""The best of the model has 1: what somebody is about to need comes before it, news stand in the middle."""


def of_model(models: Fitted, person: Person, scored: Sequence[Scored]) -> Iterator[Candidate]:
    """The model's products, moved by what the customer looked at lately; that is the reason where it says more."""
    pulls = _pulls(models, person)
    seen = {looked.product: looked.interest for looked in person.looked}
    for item, relevance in zip(scored, by_place(scored), strict=True):
        if not pulls:
            yield candidate(models, item, relevance)
            continue
        strength, looked = pulls.get(item.product, (0.0, None))
        own, moved = (1 - EVENTS_COUNT) * relevance, EVENTS_COUNT * max(strength, seen.get(item.product, 0.0))
        tells = looked is not None and (EVENTS_COUNT * strength > own or not person.bought)
        reason = _viewed(models, looked, item.product) if looked is not None and tells else None
        yield candidate(models, item, own + moved, reason)


def of_events(models: Fitted, person: Person, allowed: frozenset[str]) -> Iterator[Candidate]:
    """What others bought who bought what this customer looked at lately: the nearest reason for each."""
    for product, (strength, looked) in sorted(_pulls(models, person).items()):
        if product in allowed:
            reason = _viewed(models, looked, product)
            yield candidate(models, Scored(product, strength, "viewed"), EVENTS_COUNT * strength, reason)


def of_rhythm(models: Fitted, person: Person, today: date, sold: frozenset[str]) -> Iterator[Candidate]:
    """What the customer buys again and again, and is about to need."""
    for due in person.due(today):
        if due.product in sold:
            reason = BuyAgain(bought_on=due.last, rhythm_days=due.every, times=due.times)
            yield candidate(models, Scored(due.product, float(due.times), "rhythm"), DUE_RELEVANCE, reason)


def of_news(models: Fitted, person: Person, today: date, allowed: frozenset[str]) -> Iterator[Candidate]:
    """What was launched lately in a category the customer bought from on several days."""
    if person.objects:
        return
    days: dict[str, set[date]] = {}
    for product, moments in person.bought.items():
        days.setdefault(models.categories.get(product, ""), set()).update(moments)
    for product, launched_on in models.launches(today - NEW_WITHIN):
        category = models.categories.get(product, "")
        count = len(days.get(category, ()))
        if category and count >= LEAST_DAYS and product in allowed:
            reason = NewInCategory(category=category, launched_on=launched_on, days=count)
            yield candidate(models, Scored(product, float(count), "news"), NEW_RELEVANCE, reason)


def candidate(models: Fitted, item: Scored, relevance: float, reason: RecommendationReason | None = None) -> Candidate:
    """Return the product with what the rules look at."""
    shelf = models.shelves[item.product]
    return Candidate(item, relevance, models.categories.get(item.product, ""), shelf.brand, shelf.margin, reason)


def _pulls(models: Fitted, person: Person) -> dict[str, tuple[float, Looked]]:
    """Return how much what was looked at lately speaks for each other product (0 to 1), and which of it most."""
    found: dict[str, tuple[float, Looked]] = {}
    for looked in person.looked:
        for product, nearness in models.near(looked.product).items():
            strength = looked.interest * nearness
            if product not in found or strength > found[product][0]:
                found[product] = (strength, looked)
    return found


def _viewed(models: Fitted, looked: Looked, product: str) -> BecauseViewed:
    customers = models.model.together(looked.product, product)
    return BecauseViewed(product_id=looked.product, viewed_on=looked.day, customers=customers)
