"""What would be offered to whom now, with every alternative; nothing is promised."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.copilot import Copilot
from app.segments import scores_of
from campaigns.ids import read_ids
from shop.errors import InvalidInput
from shop.offers.explained import OfferChoice, offer_choice
from shop.offers.run_ledger import RunLedger
from shop.reason import ReasonKind
from shop.record import Channel, Record
from shop.segments.compiling import members
from shop.segments.saved import tree_named
from tools.brief import BriefRequest, gather

if TYPE_CHECKING:
    from shop.store.view import ShopView

LOOKED_AT_ONCE = 2_000
"""What is limited is shared out within so many customers at a time."""


class Audience(Record):
    """Whom to look at: the members of a segment, or ids from a file, and at most `limit` of them."""

    segment: str = ""
    ids: Path | None = None
    limit: int | None = None


class OffersShown(Record):
    """The choices of those who would get a message, and how many have none, by reason."""

    as_of: str
    choices: tuple[OfferChoice, ...]
    left_out: dict[str, int]


def shown_offers(
    copilot: Copilot, audience: Audience, channel: Channel, reason: ReasonKind | Literal["auto"] = "auto"
) -> OffersShown:
    """Choose as a campaign would, and keep nothing. Raises InvalidInput without an audience, NotFound for a segment."""
    with copilot.view() as view, copilot.state() as state:
        ids = _ids(copilot, view, state, audience)
        ledger = RunLedger(view, state, "promo/offers", copilot.clock.now(), look=True)
        request = BriefRequest(campaign_id="promo", segment=audience.segment, channel=channel, reason=reason)
        choices: list[OfferChoice] = []
        left_out: dict[str, int] = {}
        for start in range(0, len(ids), LOOKED_AT_ONCE):
            gathered = gather(view, ids[start : start + LOOKED_AT_ONCE], request, ledger)
            choices += map(offer_choice, gathered.choices.values())
            for why in gathered.left_out.values():
                left_out[why] = left_out.get(why, 0) + 1
        return OffersShown(as_of=view.at.isoformat(), choices=tuple(choices), left_out=dict(sorted(left_out.items())))


def _ids(copilot: Copilot, view: ShopView, state: sqlite3.Connection, audience: Audience) -> Sequence[str]:
    if bool(audience.segment) == (audience.ids is not None):
        raise InvalidInput("Whose offers?", hint="Name either --segment NAME or --ids FILE.")
    if audience.ids is not None:
        found: Sequence[str] = sorted({view.aliases.get(id_, id_) for id_ in read_ids(audience.ids)})
    else:
        found = members(view, tree_named(state, audience.segment), state, scores_of(copilot))
    return found[: audience.limit]
