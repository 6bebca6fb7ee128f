"""The kinds of condition that a segment is made of: a pydantic discriminated union with a JSON schema.

    {"kind": "all", "of": [
        {"kind": "never", "event": "order", "within": {"kind": "last", "n": 30, "unit": "days"}},
        {"kind": "attribute", "field": "country", "op": "in", "value": ["US", "CA"]}]}

Fields, events and measures come from a closed catalogue. Amounts are in the shop's base currency, days are calendar
days in the shop's zone. An order is paid and not cancelled. Comparisons say exactly what they mean: `gt` is strict
("over", 超过), `ge` is inclusive ("at least", 满, 以上), `between` includes both ends.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, model_validator

from shop.reason import ReasonKind
from shop.record import Channel, Record
from shop.segments.tree.values import AsJson, Comparing, Name, Number, Op, Scalar, Text, check_value
from shop.segments.tree.windows import Window

MOST_BRANCHES = 50

Event = Literal[
    "order", "return", "view", "cart", "cart_removed", "wishlist", "checkout", "search", "received", "open", "click",
    "unsubscribe", "coupon_claimed", "coupon_redeemed", "stock_alert", "review", "ticket", "joined", "held_out",
]  # fmt: skip
"""`received`: a campaign was delivered to the customer. `return`: units came back. `joined`: became a customer.
`held_out`: was in the hold-out (control) group of a campaign, at the time when it was sent."""
EVENTS: tuple[Event, ...] = get_args(Event)

MeasureName = Literal[
    "spend", "orders", "aov", "units", "products", "largest_order", "returned_units", "return_rate", "discount_share",
    "days_since_last_order", "days_since_first_order", "median_gap_days", "interest", "churn_risk", "expected_value",
]  # fmt: skip
MEASURES: tuple[MeasureName, ...] = get_args(MeasureName)


class Comparison(Record):
    """A field of the catalogue compared with a value; `value` is missing for `known` and `unknown`, a list for `in`
    and `not_in`, a pair for `between`."""

    field: Name
    op: Op = "eq"
    value: Scalar | tuple[Scalar, ...] | None = None

    @model_validator(mode="after")
    def _value_fits_op(self) -> Comparison:
        check_value(self.op, self.value)
        return self


class Everyone(Record):
    """Every customer."""

    kind: Literal["everyone"] = "everyone"


class All(Record):
    """Every condition holds."""

    kind: Literal["all"] = "all"
    of: Annotated[tuple[Node, ...], Field(min_length=1, max_length=MOST_BRANCHES)]


class AnyOf(Record):
    """At least one condition holds."""

    kind: Literal["any"] = "any"
    of: Annotated[tuple[Node, ...], Field(min_length=1, max_length=MOST_BRANCHES)]


class Not(Record):
    """The condition does not hold."""

    kind: Literal["not"] = "not"
    of: Node


class Attribute(Comparison):
    """Something known about the customer: country, city, language, tier, tags, acquisition, staff_owner …"""

    kind: Literal["attribute"] = "attribute"


class Did(Record):
    """`event` happened a number of times in `within` (always, if missing) where all of `where` held for it."""

    kind: Literal["did"] = "did"
    event: Event
    op: Literal["eq", "gt", "ge", "lt", "le"] = "ge"
    times: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    within: Window | None = None
    where: Annotated[tuple[Comparison, ...], Field(max_length=10)] = ()


class Never(Record):
    """`event` did not happen in `within` (ever, if missing). It says nothing of whether it happened before."""

    kind: Literal["never"] = "never"
    event: Event
    within: Window | None = None
    where: Annotated[tuple[Comparison, ...], Field(max_length=10)] = ()


class Last(Record):
    """The latest (or, with `which`, the first) `event` lies in `within`. Whoever never did it is not in."""

    kind: Literal["last_did"] = "last_did"
    event: Event
    which: Literal["last", "first"] = "last"
    within: Window
    where: Annotated[tuple[Comparison, ...], Field(max_length=10)] = ()


class Measure(Record):
    """A figure of the customer compared: spend, orders, aov … in `within` and for the lines that match `where`.

    `interest` needs a category in `where`; `churn_risk` (0 to 1) and `expected_value` need a trained churn model.
    Whoever has no such figure (no order: no AOV) is not in, except that spend and counts (orders, units, products,
    returned units) are then 0. Shares (return_rate, discount_share, interest) are parts of 1.
    """

    kind: Literal["measure"] = "measure"
    measure: MeasureName
    op: Comparing = "ge"
    value: Number | tuple[Number, Number]
    within: Window | None = None
    where: Annotated[tuple[Comparison, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def _value_fits_op(self) -> Measure:
        check_value(self.op, self.value)
        return self


class Top(Record):
    """The `percent` of customers with at least one order (in `within`) who have most (or `lowest`: least) of
    `measure`; equal values share the better rank, so the group may be larger."""

    kind: Literal["top"] = "top"
    measure: MeasureName
    percent: Annotated[Decimal, Field(gt=0, le=100, max_digits=7), AsJson]
    lowest: bool = False
    within: Window | None = None


class Rfm(Record):
    """RFM scores (1 to 5) and named cells of rfm_cells.toml; an empty tuple asks for nothing, one of them must ask."""

    kind: Literal["rfm"] = "rfm"
    r: tuple[Annotated[int, Field(ge=1, le=5)], ...] = ()
    f: tuple[Annotated[int, Field(ge=1, le=5)], ...] = ()
    m: tuple[Annotated[int, Field(ge=1, le=5)], ...] = ()
    cells: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _asks(self) -> Rfm:
        if not (self.r or self.f or self.m or self.cells):
            raise ValueError("give scores (r, f, m) or cells")
        return self


class Lifecycle(Record):
    """The stage of shop.segments.lifecycle."""

    kind: Literal["lifecycle"] = "lifecycle"
    stages: Annotated[tuple[Literal["prospect", "new", "active", "lapsing", "lapsed"], ...], Field(min_length=1)]


class Consent(Record):
    """May be contacted on `channel` now (`may_be_contacted`), or the state that the person stated there."""

    kind: Literal["consent"] = "consent"
    channel: Channel
    state: Literal["may_be_contacted", "opted_in", "opted_out", "unknown"] = "may_be_contacted"


class Watched(Record):
    """A product that the customer wishlisted or left in the cart: its price fell, it is in stock again, sold out …"""

    kind: Literal["watched"] = "watched"
    by: Annotated[tuple[Literal["wishlist", "cart", "stock_alert"], ...], Field(min_length=1)] = ("wishlist",)
    product: Literal["price_fell", "in_stock", "out_of_stock", "back_in_stock"]
    within: Window | None = None
    """When it was wishlisted or carted."""
    where: Annotated[tuple[Comparison, ...], Field(max_length=10)] = ()


class HoldsCoupon(Record):
    """Holds a coupon that was claimed or sent and is valid now: not used, not expired (`used`: used it)."""

    kind: Literal["coupon"] = "coupon"
    state: Literal["unused", "used", "expired"] = "unused"
    where: Annotated[tuple[Comparison, ...], Field(max_length=10)] = ()


class HasReason(Record):
    """Has a reason to be written to now (see shop.reason): cart_left, price_fell, replenishment_due …"""

    kind: Literal["reason"] = "reason"
    reason: ReasonKind


class InSegment(Record):
    """Member of another segment, built-in or saved, by name."""

    kind: Literal["segment"] = "segment"
    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Bucket(Record):
    """A stable random share of customers: those whose hash with `salt` lies in [`start`, `end`) percent."""

    kind: Literal["bucket"] = "bucket"
    salt: Text
    start: Annotated[Decimal, Field(ge=0, lt=100, max_digits=7), AsJson] = Decimal(0)
    end: Annotated[Decimal, Field(gt=0, le=100, max_digits=7), AsJson]

    @model_validator(mode="after")
    def _in_order(self) -> Bucket:
        if self.end <= self.start:
            raise ValueError("'end' must be greater than 'start'")
        return self


Node = Annotated[
    Everyone | All | AnyOf | Not | Attribute | Did | Never | Last | Measure | Top | Rfm | Lifecycle | Consent | Watched
    | HoldsCoupon | HasReason | InSegment | Bucket,
    Field(discriminator="kind"),
]  # fmt: skip

for _nested in (All, AnyOf, Not):
    _nested.model_rebuild()
