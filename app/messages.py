"""One message to one customer, outside of any campaign."""

from __future__ import annotations

from typing import Literal

from app.copilot import Copilot
from campaigns.offers import tells_offer
from shop.consent import eligible
from shop.errors import InvalidInput
from shop.offers.run_ledger import RunLedger
from shop.reason import ReasonKind
from shop.record import Channel
from shop.types import Message
from tools.brief import BriefRequest, gather
from tools.customer import known_customer

_WHY_SILENT = {
    "nothing_to_say": "there is no reason to write now (no cart, price drop, restock, refill, lapse or news)",
    "objects_to_profiling": "the customer objects to profiling and asked for nothing",
    "other_language": "the shop writes no language that the customer reads",
    "no_market": "the shop has no market for the customer's country",
    "unknown_customer": "the customer is not known",
}


def one_message(copilot: Copilot, customer_id: str, channel: Channel, reason: ReasonKind | Literal["auto"]) -> Message:
    """Compose a message; raises InvalidInput where the customer may not be contacted or there is nothing to say.

    What it offers is reserved, as in a campaign: the next message that is asked for gives it back first.
    """
    with copilot.view() as view, copilot.state() as state:
        known_customer(view, customer_id)
        funnel = eligible(view, state, [customer_id], channel).funnel
        for excluded in funnel.excluded:
            if excluded.count:
                raise InvalidInput(
                    f"Customer {customer_id!r} may not be contacted by {channel}: {excluded.reason.replace('_', ' ')}.",
                    hint=excluded.fix["en"],
                )
        request = BriefRequest(campaign_id=f"single-{channel}", segment="", channel=channel, reason=reason)
        ledger = RunLedger(view, state, f"single/{channel}/{customer_id}", copilot.clock.now())
        gathered = gather(view, [customer_id], request, ledger)
        if not gathered.briefs:
            why = _WHY_SILENT[gathered.left_out[customer_id]]
            raise InvalidInput(
                f"No message for {customer_id!r}: {why}.", hint=f"See `copilot customer show {customer_id}`."
            )
        message = copilot.composer(view).compose(gathered.briefs[0])
        kept = message.verdict.outcome == "allow" and tells_offer(message)
        ledger.keep_only([customer_id] if kept else [])
        return message
