"""The three past campaigns: who was held out, what the treated did, and the orders that the campaign caused."""

from __future__ import annotations

from typing import NamedTuple

from shop.samples.baskets import Order
from shop.samples.brand import Brand, PastCampaign
from shop.samples.catalogue import money_text
from shop.samples.dice import Dice, Weighted
from shop.samples.people import Person
from shop.samples.timeline import moment_text, number_of
from shop.samples.visits import Visit

SENT_MINUTE = 10 * 60 + 5
CAMPAIGN_COLUMNS = ("campaign_id", "name", "channel", "goal", "sent_at", "arms", "holdout_share")
OUTCOME_COLUMNS = ("campaign_id", "customer_id", "arm", "held_out", "delivered", "opened", "clicked", "ordered",
                   "revenue", "currency")  # fmt: skip


class Part(NamedTuple):
    """One person's part in one campaign. `arm` is "" for the hold-out."""

    campaign: PastCampaign
    sent: int
    arm: str
    delivered: bool
    opened: bool
    clicked: bool
    unsubscribed: bool
    caused: Visit | None


class PastCampaigns:
    """Draws a person's part in every past campaign."""

    def __init__(self, brand: Brand) -> None:
        self._campaigns = [(number_of(campaign.sent), campaign) for campaign in brand.campaigns]
        self._arms = [Weighted((arm, 1.0) for arm in campaign.arms) for campaign in brand.campaigns]

    def parts(self, person: Person, rng: Dice) -> list[Part]:
        """Return the parts, in the order of the campaigns; only those who were there and allowed it have one."""
        return [
            self._part(number, sent, campaign, person, rng)
            for number, (sent, campaign) in enumerate(self._campaigns)
            if person.joined < sent and person.allows(campaign.channel, number)
        ]

    def _part(self, number: int, sent: int, campaign: PastCampaign, person: Person, rng: Dice) -> Part:
        arm = self._arms[number].draw(rng)
        held, acts = rng.random() < campaign.holdout, rng.random()
        reached = rng.random() < 0.975
        opened = rng.random() < campaign.opens
        clicked = opened and rng.random() < campaign.clicks / campaign.opens
        minute, wait = rng.between(11 * 60, 21 * 60), rng.below(campaign.window_days)
        if held:
            return Part(campaign, sent, "", False, False, False, False, None)
        caused = None
        if acts < campaign.added[person.segment] * campaign.arms[arm]:
            # An order that the message caused was preceded by reading it.
            reached = opened = clicked = True
            caused = Visit(sent + wait, minute, "campaign")
        left = person.left_after == number and campaign.channel == "email"
        return Part(campaign, sent, arm, reached, reached and opened, reached and clicked, left, caused)


def campaign_rows(brand: Brand) -> list[list[str]]:
    """Return the cells of the campaigns."""
    return [
        [
            campaign.id, campaign.name, campaign.channel, campaign.goal,
            moment_text(number_of(campaign.sent), SENT_MINUTE), "|".join(campaign.arms), f"{campaign.holdout:.2f}",
        ]
        for campaign in brand.campaigns
    ]  # fmt: skip


def outcome_row(part: Part, person: Person, orders: list[Order]) -> list[str]:
    """Return the cells of one outcome; orders of the window count whatever caused them."""
    end = part.sent + part.campaign.window_days
    bought = [
        order
        for order in orders
        if order.status not in ("cancelled", "pending")
        and (part.sent, SENT_MINUTE) < (order.visit.day, order.visit.minute)
        and order.visit.day < end
    ]
    revenue = sum(order.paid - order.shipping - order.refunded for order in bought)
    flags = (not part.arm, part.delivered, part.opened, part.clicked, bool(bought))
    return [
        part.campaign.id, person.id, part.arm or "holdout", *("true" if flag else "false" for flag in flags),
        money_text(revenue) if bought else "", person.currency if bought else "",
    ]  # fmt: skip
