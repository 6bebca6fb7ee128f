"""Running a campaign: members, who may be contacted, briefs, composed and checked messages."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from campaigns.offers import tells_offer
from campaigns.plan import CampaignPlan
from shop.consent import Funnel, eligible, explained
from shop.errors import InvalidInput
from shop.offers import Choice, Ledger, NothingKept
from shop.offers.explained import OfferChoice, offer_choice
from shop.offers.run_ledger import RunLedger
from shop.record import Record
from shop.segments.compiling import members
from shop.segments.saved import tree_named
from shop.types import Message
from tools.brief import BriefRequest, gather
from tools.message_brief import MessageBrief

if TYPE_CHECKING:
    from agent.composer import Composer
    from shop.segments.compiling import Scores
    from shop.store.view import ShopView

BATCH = 200
"""Customers per bulk read: large enough to amortise the queries, small enough to show progress."""
CONCURRENCY = 16
"""Requests to a model server at once."""


class NothingToWrite(InvalidInput):
    """Nobody is left to write to; says where everybody went and what would help."""


class RunResult(Record):
    """What a run produced, and where everybody else went: matched = eligible + excluded; eligible = written + …"""

    plan: CampaignPlan
    as_of: str
    funnel: Funnel
    left_out: dict[str, int]
    """Eligible people without a message, by reason (nothing_to_say, other_language, over_limit …)."""
    messages: tuple[Message, ...]
    offers: tuple[OfferChoice, ...] = ()
    """How the offer of every composed message was chosen, or why it has none."""


def run(
    plan: CampaignPlan,
    view: ShopView,
    state: sqlite3.Connection,
    composer: Composer,
    told: Callable[[str, int], None] = lambda what, done: None,
    written_to: Collection[str] = (),
    scores: Scores | None = None,
    now: datetime | None = None,
    promise: bool = True,
) -> RunResult:
    """Compose the campaign's messages. Raises NothingToWrite where nobody is left to write to, with what would help.

    Whoever is in `written_to` had a message already and gets no second one. `scores` answers conditions on churn.
    What an earlier run of the campaign held is given back; what the messages offer is reserved before they are
    composed, at the moment `now` (None: that of the view), and given back where a message is held or blocked. Without
    `promise` nothing is reserved: for messages as of another moment, which no export lets out.
    """
    who = eligible(view, state, addressed(view, plan, state, scores), plan.channel)
    ids = [id_ for id_ in who.ids if id_ not in written_to]
    ledger = RunLedger(view, state, plan.id, now or view.at)
    composing = _Composing(view, _request(plan), ledger if promise else NothingKept(view), composer, told)
    messages, left_out, choices = asyncio.run(composing.of(ids, plan.limit or len(ids)))
    ledger.keep_only([one.customer_id for one in messages if one.verdict.outcome == "allow" and tells_offer(one)])
    left_out["over_limit"] += len(ids) - len(messages) - left_out.total()
    left_out["already_written_to"] += len(who.ids) - len(ids)
    result = RunResult(
        plan=plan,
        as_of=view.at.isoformat(),
        funnel=who.funnel,
        left_out={reason: count for reason, count in sorted(left_out.items()) if count},
        messages=tuple(messages),
        offers=tuple(offer_choice(choices[one.customer_id]) for one in messages if one.customer_id in choices),
    )
    _refuse_nothing(result)
    return result


def addressed(
    view: ShopView, plan: CampaignPlan, state: sqlite3.Connection | None = None, scores: Scores | None = None
) -> list[str]:
    """Return the sorted ids that the plan is for: its own, known or not, else the segment's members.

    Raises NotFound for a segment that does not exist, and InvalidInput for a condition on churn without `scores`.
    """
    if plan.ids is None:
        tree = tree_named(state, plan.segment) if plan.tree is None else plan.tree
        return members(view, tree, state, scores)
    return sorted({view.aliases.get(id_, id_) for id_ in plan.ids})


class _Composing(NamedTuple):
    """Gathers and composes batch after batch."""

    view: ShopView
    request: BriefRequest
    ledger: Ledger
    composer: Composer
    told: Callable[[str, int], None]

    async def of(self, ids: Sequence[str], most: int) -> tuple[list[Message], Counter[str], dict[str, Choice]]:
        """Go on until everyone was looked at or there are `most` messages; the composer is closed then."""
        messages: list[Message] = []
        left_out: Counter[str] = Counter()
        choices: dict[str, Choice] = {}
        turns: Counter[tuple[str, str]] = Counter()
        try:
            for batch in _batches(ids):
                gathered = gather(self.view, batch, self.request, self.ledger)
                left_out.update(gathered.left_out.values())
                choices |= gathered.choices
                wanted = [_in_turn(brief, turns) for brief in gathered.briefs[: most - len(messages)]]
                messages += await self.composer.compose_many(wanted, concurrency=CONCURRENCY)
                self.told("messages", len(messages))
                if len(messages) >= most:
                    break
        finally:
            await self.composer.close()
        return messages, left_out, choices


def _in_turn(brief: MessageBrief, turns: Counter[tuple[str, str]]) -> MessageBrief:
    """Give the brief its place among those of its reason and language."""
    kind = (brief.reason, brief.language)
    turns[kind] += 1
    return brief.model_copy(update={"turn": turns[kind] - 1})


def _request(plan: CampaignPlan) -> BriefRequest:
    return BriefRequest(
        campaign_id=plan.id,
        segment=plan.segment,
        channel=plan.channel,
        reason=plan.reason,
        language=plan.language,
        offers=plan.offers,
    )


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _refuse_nothing(result: RunResult) -> None:
    if result.messages:
        return
    silent = [f"{count} {reason.replace('_', ' ')}" for reason, count in result.left_out.items()]
    raise NothingToWrite(
        f"Nobody of {result.plan.addressees} can be written to by {result.plan.channel}: "
        f"{result.funnel.matched} matched, {result.funnel.eligible} may be contacted.",
        hint=" ".join([*explained(result.funnel), *silent]) or "Choose another segment: `copilot segment list`.",
    )
