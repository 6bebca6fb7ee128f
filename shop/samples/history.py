"""One pass over the customers: what each of them did, sorted into the rows of the later tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from shop.samples import awkward, events, outcomes, tickets
from shop.samples.baskets import Baskets, Order, line_rows, order_row
from shop.samples.brand import Brand
from shop.samples.catalogue import Catalogue
from shop.samples.codes import CodePool
from shop.samples.dice import dice
from shop.samples.outcomes import Part, PastCampaigns
from shop.samples.people import People, Person
from shop.samples.reviews import Reviews
from shop.samples.seasons import Seasons
from shop.samples.spool import Spool
from shop.samples.visits import Visits

COLUMNS = (
    "customer_id", "first_name", "last_name", "nickname", "email", "phone", "wecom_id", "language", "country", "city",
    "zone", "birthday", "joined_at", "acquisition", "tier", "tags", "staff_owner", "objects_to_profiling",
    "email_consent", "sms_consent", "wecom_consent", "tracking_consent", "consent_at", "consent_source",
    "consent_wording",
)  # fmt: skip
SPOOLED = ("orders", "order_lines", "events", "reviews", "outcomes", "tickets")


class History:
    """Yields the customers' rows and sets every other row aside in `spools`."""

    def __init__(self, brand: Brand, catalogue: Catalogue, customers: int, seed: int) -> None:
        self.brand, self.catalogue, self.customers, self.seed = brand, catalogue, customers, seed
        self.spools = {name: Spool() for name in SPOOLED}

    @cached_property
    def _makers(self) -> tuple[People, Visits, Baskets, PastCampaigns, events.Events, Reviews]:
        brand, catalogue = self.brand, self.catalogue
        seasons = Seasons(brand)
        pool = CodePool(brand.pool, brand.prefix, self.customers)
        return (
            People(brand), Visits(catalogue, seasons), Baskets(brand, catalogue, seasons),
            PastCampaigns(brand), events.Events(catalogue, pool), Reviews(catalogue),
        )  # fmt: skip

    def customer_rows(self) -> Iterator[list[str]]:
        """Yield the cells of every customer; the other tables are complete when this has ended."""
        self.spools["reviews"].extend(self._makers[5].earlier())
        for index in range(self.customers):
            person, orders = self._live(index)
            if index == awkward.AFTER:
                self._add_odd_orders(person)
            row = self._customer_row(person, orders)
            yield row
            if index == awkward.DUPLICATE:
                yield list(row)

    def _live(self, index: int) -> tuple[Person, list[Order]]:
        people, visits, baskets, campaigns, happenings, reviews = self._makers
        rng = dice(self.brand.key, self.seed, index)
        person = people.person(index, rng)
        person.cells.update(awkward.odd_customers().get(index, {}))
        planned = visits.of(person, rng)
        parts = campaigns.parts(person, rng)
        planned += [part.caused for part in parts if part.caused]
        planned.sort(key=lambda visit: (visit.day, visit.minute))
        orders = [baskets.order(person, number, visit, rng) for number, visit in enumerate(planned, 1)]
        self._set_aside(person, orders, parts)
        self.spools["events"].extend(happenings.rows(person, orders, parts, rng))
        self.spools["reviews"].extend(reviews.of(person, orders, rng))
        self.spools["tickets"].extend(tickets.ticket_rows(self.brand, person, orders, rng))
        return person, orders

    def _set_aside(self, person: Person, orders: list[Order], parts: list[Part]) -> None:
        self.spools["orders"].extend([order_row(order, person) for order in orders])
        self.spools["order_lines"].extend([row for order in orders for row in line_rows(order)])
        self.spools["outcomes"].extend([outcomes.outcome_row(part, person, orders) for part in parts])

    def _add_odd_orders(self, person: Person) -> None:
        orders, lines = awkward.odd_orders(self.catalogue, person.id)
        self.spools["orders"].extend(orders)
        self.spools["order_lines"].extend(lines)

    def _customer_row(self, person: Person, orders: list[Order]) -> list[str]:
        level = (len(orders) >= 3) + (len(orders) >= 8)
        cells = person.cells | {"tier": self.brand.tiers[level]}
        return [cells[column] for column in COLUMNS]
