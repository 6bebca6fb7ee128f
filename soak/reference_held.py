"""Coupons that a customer holds, and products that a customer watches, in plain Python."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shop.reasons.scope import currency_of
from soak.reference_facts import Fact, Facts


def coupons(facts: Facts, customer: Fact, promotions: list[Any]) -> list[Fact]:
    """Return code, campaign_id and state of each coupon of a customer."""
    key = customer["customer_key"]
    events = facts.events[key]
    claimed = {(e["code"].lower(), e["campaign_id"] or "") for e in events if e["kind"] == "coupon_claimed"}
    claimed |= {(c["code"].lower(), "") for c in facts.codes
                if c["assigned_to"] == customer["customer_id"] and c["code"].lower() not in facts.claimed}  # fmt: skip
    for outcome in facts.outcomes[key]:
        if outcome["delivered"] and not outcome["held_out"]:
            claimed |= {(code, outcome["campaign_id"]) for code in facts.coupons_of[outcome["campaign_id"]]}
    redeemed = [(e["code"].lower(), e["campaign_id"] or "") for e in events if e["kind"] == "coupon_redeemed"]
    ordered = {code.lower() for order in facts.orders[key] for code in order["codes"]}
    return [
        {"code": code, "campaign_id": campaign, "customer_key": key, "product_key": None,
         "state": _state(facts, code, campaign, redeemed, ordered, promotions)}
        for code, campaign in sorted(claimed)
    ]  # fmt: skip


def _state(
    facts: Facts, code: str, campaign: str, redeemed: list[Any], ordered: set[str], promotions: list[Any]
) -> str:
    in_pools = [row for row in facts.codes if row["code"].lower() == code and code]
    used = (code in ordered and bool(code)) or any(row["used_at"] and row["used_at"] <= facts.utc for row in in_pools)
    for other, where in redeemed:
        used |= other == code and (where == campaign or (bool(code) and (not where or not campaign)))
    if used:
        return "used"
    run = facts.campaigns.get(campaign)
    own = [one.policy for one in promotions if code and one.code.lower() == code]
    pool = min((row["pool"] for row in in_pools), default=None)
    windows = own or [one.policy for one in promotions if one.code_pool and one.code_pool == pool]
    ended = bool(run and run["ends_on"] and run["ends_on"] < facts.today)
    if windows:
        ended |= max(one.ends_at for one in windows) <= facts.at
        if not ended and min(one.starts_at for one in windows) > facts.at:
            return "later"
    return "expired" if ended else "unused"


def watched(facts: Facts, customer: Fact) -> list[Fact]:
    """Return what a customer watches with moment, kind, product, variant and the four things that may be said of it."""
    key = customer["customer_key"]
    latest: dict[tuple[str, int, int | None], datetime] = {}
    for event in facts.events[key]:
        if event["kind"] in ("wishlist", "cart", "stock_alert") and event["product_key"] is not None:
            what = (event["kind"], event["product_key"], event["variant_key"])
            latest[what] = max(latest.get(what, event["happened_at"]), event["happened_at"])
    found = []
    for (kind, product, variant), moment in latest.items():
        bought = [
            line["placed_at"] for line in facts.lines[key] if line["product_key"] == product and line["quantity"] > 0
        ]
        if any(at >= moment for at in bought) or (kind == "cart" and _removed(facts, key, product, variant, moment)):
            continue
        item = {"kind": kind, "product_key": product, "variant_key": variant, "moment": moment}
        currency = currency_of_customer(facts, customer)
        then, now = (_lowest(facts, product, variant, currency, at) for at in (moment, facts.utc))
        units, was_out = _stock(facts, product, variant, moment)
        item |= {
            "price_fell": then is not None and now is not None and now < then,
            "in_stock": units is not None and units > 0,
            "out_of_stock": units is not None and units <= 0,
            "back_in_stock": units is not None and units > 0 and was_out,
        }  # fmt: skip
        found.append(item)
    return found


def currency_of_customer(facts: Facts, customer: Fact) -> str:
    """Return the currency of the customer's market."""

    class Asked:
        shop = facts.shop

    return currency_of(Asked(), customer["country"], customer["language"])  # type: ignore[arg-type]


def _removed(facts: Facts, key: int, product: int, variant: int | None, moment: datetime) -> bool:
    for event in facts.events[key]:
        if event["kind"] == "cart_removed" and event["happened_at"] >= moment:
            same = event["product_key"] == product and (variant is None or event["variant_key"] in (None, variant))
            if same or event["product_key"] is None:
                return True
    return False


def _lowest(facts: Facts, product: int, variant: int | None, currency: str, at: datetime) -> Any:  # noqa: ANN401
    """Return the lowest price of the product's variants (or of one) that held at a moment."""
    prices = []
    for one in {p["variant_key"] for p in facts.prices if p["product_key"] == product}:
        if variant is not None and one != variant:
            continue
        rows = [p for p in facts.prices if p["variant_key"] == one and p["currency"] == currency
                and (p["starts_at"] is None or p["starts_at"] <= at)]  # fmt: skip
        if rows:
            prices.append(max(rows, key=lambda p: p["starts_at"] or datetime(1900, 1, 1))["price"])
    return min(prices, default=None)


def _stock(facts: Facts, product: int, variant: int | None, since: datetime) -> tuple[int | None, bool]:
    """Return the units now and whether a dated count (or the last before) said there were none at some time since."""
    rows = [s for s in facts.stock if s["product_key"] == product and variant in (None, s["variant_key"])]
    moments = sorted({s["counted_at"] or datetime(1900, 1, 1) for s in rows})
    level: dict[int, int] = {}
    units, was_out = None, False
    for number, moment in enumerate(moments):
        here = [s for s in rows if (s["counted_at"] or datetime(1900, 1, 1)) == moment]
        level |= {s["variant_key"]: s["quantity"] for s in here}
        units = sum(level.values())
        until = moments[number + 1] if number + 1 < len(moments) else datetime(9999, 1, 1)
        was_out |= units <= 0 and any(s["counted_at"] for s in here) and until > since
    return units, was_out
