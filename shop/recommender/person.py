"""What the lookup knows of a customer: purchases, returns, the cart, and what they looked at lately."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from shop.catalogue import among
from shop.errors import NotFound
from shop.recommender.interactions import SECONDS_A_DAY
from shop.store.view import Row, ShopView

IN_CART = timedelta(days=14)
"""What was put into the cart longer ago was left, not kept for later."""
LATELY = timedelta(days=7)
MOSTEVENTS = 5
"""Products looked at lately that count; the newest ones."""
INTEREST = {"cart": 1.0, "wishlist": 0.8, "view": 0.5, "click": 0.5}
"""How much an event says about what somebody wants."""
FADES = 2.0
"""Days after which an event says half as much."""
LEAST_RHYTHM, MOST_RHYTHM = 5, 120
"""Days: see shop.reasons.replenishment_due, whose window from 0.8 to 1.6 of the rhythm is used here too."""

_PEOPLE = """
SELECT customer_key, customer_id, country, language, objects_to_profiling FROM customers WHERE {chosen}"""
_HISTORY = """
SELECT l.customer_key, p.product_id, list(DISTINCT l.placed_at) FILTER (l.is_sale AND l.quantity > 0),
       bool_or(l.quantity < 0)
FROM order_lines l JOIN products p USING (product_key) WHERE {chosen} GROUP BY ALL ORDER BY ALL"""
EVENTS = """
SELECT e.customer_key, p.product_id, e.kind, max(e.happened_at) AS moment
FROM events e JOIN products p USING (product_key)
WHERE {chosen} AND e.happened_at > $since AND e.kind IN ('cart', 'cart_removed', 'wishlist', 'view', 'click')
GROUP BY ALL ORDER BY e.customer_key, moment DESC, p.product_id, e.kind"""


class Looked(NamedTuple):
    """A product somebody looked at, put aside or into the cart, and how much that says (0 to 1)."""

    product: str
    kind: str
    day: date
    interest: float


class Due(NamedTuple):
    """A product that the customer buys every `every` days, last on `last`."""

    product: str
    last: date
    every: int
    times: int


class Person(NamedTuple):
    """One customer. `currency` None: any will do. `bought` has the days of purchase of each product, ascending.

    Somebody who objects to profiling has no `looked` and no rhythm: their purchases only say what not to show.
    """

    id: str
    currency: str | None
    objects: bool
    bought: dict[str, list[date]]
    returned: set[str]
    cart: set[str]
    looked: list[Looked]

    def last(self, product: str) -> date:
        """Return the day of the last purchase."""
        return self.bought[product][-1]

    def due(self, today: date) -> list[Due]:
        """Return what it is time to buy again, by their own rhythm; not what was ever sent back or is in the cart."""
        found = []
        for product, days in sorted(self.bought.items()):
            if self.objects or len(days) < 2 or product in self.returned or product in self.cart:
                continue
            every = round(median((later - sooner).days for sooner, later in pairwise(days)))
            since = (today - days[-1]).days
            if LEAST_RHYTHM <= every <= MOST_RHYTHM and 8 * every <= 10 * since <= 16 * every:
                found.append(Due(product, days[-1], every, len(days)))
        return found


def read_people(view: ShopView, ids: list[str], currency_required: bool) -> dict[str, Person]:
    """Read the customers in the order of `ids`; raises NotFound for one that does not exist."""
    found: dict[str, Person] = {}
    by_key: dict[int, Person] = {}
    chosen = among("customer_id", "ids", len(ids))
    for key, id_, country, language, objects in view.rows(_PEOPLE.format(chosen=chosen), {"ids": ids}):
        market = view.shop.market_of(country, language)
        currency = market.currency if market else view.shop.currency
        person = Person(id_, currency if currency_required else None, objects, {}, set(), set(), [])
        found[id_] = by_key[key] = person
    missing = [id_ for id_ in ids if id_ not in found]
    if missing:
        raise NotFound("customer", missing[0])
    last = _add_history(view, by_key)
    _add_events(view, by_key, last)
    return {id_: found[id_] for id_ in ids}


def _add_history(view: ShopView, people: dict[int, Person]) -> dict[tuple[int, str], datetime]:
    """Fill in purchases and returns; return the last purchase of each pair."""
    last: dict[tuple[int, str], datetime] = {}
    chosen = among("l.customer_key", "keys", len(people))
    for key, product, moments, returned in view.rows(_HISTORY.format(chosen=chosen), {"keys": list(people)}):
        if moments:
            people[key].bought[product] = sorted({view.local(moment).date() for moment in moments})
            last[key, product] = max(moments)
        if returned:
            people[key].returned.add(product)
    return last


def _add_events(view: ShopView, people: dict[int, Person], last: dict[tuple[int, str], datetime]) -> None:
    chosen = among("e.customer_key", "keys", len(people))
    asked = {"keys": list(people), "since": view.utc - IN_CART}
    take_events(view, people, last, view.rows(EVENTS.format(chosen=chosen), asked))


def take_events(
    view: ShopView, people: dict[int, Person], last: dict[tuple[int, str], datetime], rows: list[Row]
) -> None:
    """Fill in the cart and what was looked at; what was bought since is neither."""
    removed: dict[tuple[int, str], datetime] = {}
    for key, product, kind, moment in rows:
        if kind == "cart_removed":
            removed[key, product] = moment
    for key, product, kind, moment in rows:
        pair = (key, product)
        gone = max(removed.get(pair, datetime.min), last.get(pair, datetime.min)) >= moment
        if kind == "cart" and not gone:
            people[key].cart.add(product)
        if kind in INTEREST and not people[key].objects and pair not in last:
            _look(view, people[key], product, kind, moment)


def _look(view: ShopView, person: Person, product: str, kind: str, moment: datetime) -> None:
    known = {looked.product for looked in person.looked}
    if view.utc - moment <= LATELY and product not in known and len(known) < MOSTEVENTS:
        age = (view.utc - moment).total_seconds() / SECONDS_A_DAY
        interest = INTEREST[kind] * 0.5 ** (age / FADES)
        person.looked.append(Looked(product, kind, view.local(moment).date(), interest))
