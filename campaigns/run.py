"""Running a campaign: members, who may be contacted, briefs, composed and checked messages."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from campaigns.plan import CampaignPlan
from campaigns.reservations import codes_of, reserve, taken_codes
from shop.consent import Funnel, eligible, explained
from shop.errors import InvalidInput
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


def run(
    plan: CampaignPlan,
    view: ShopView,
    state: sqlite3.Connection,
    composer: Composer,
    told: Callable[[str, int], None] = lambda what, done: None,
    written_to: Collection[str] = (),
    scores: Scores | None = None,
) -> RunResult:
    """Compose the campaign's messages. Raises NothingToWrite where nobody is left to write to, with what would help.

    Whoever is in `written_to` had a message already and gets no second one. Single-use codes that the messages name
    are reserved, those of other campaigns are not used. `scores` answers conditions on churn.
    """
    who = eligible(view, state, addressed(view, plan, state, scores), plan.channel)
    ids = [id_ for id_ in who.ids if id_ not in written_to]
    request = _request(plan, taken_codes(state, plan.id))
    messages, left_out = asyncio.run(_compose_and_close(plan, request, view, ids, composer, told))
    left_out["over_limit"] += len(ids) - len(messages) - left_out.total()
    left_out["already_written_to"] += len(who.ids) - len(ids)
    result = RunResult(
        plan=plan,
        as_of=view.at.isoformat(),
        funnel=who.funnel,
        left_out={reason: count for reason, count in sorted(left_out.items()) if count},
        messages=tuple(messages),
    )
    _refuse_nothing(result)
    reserve(state, plan.id, (code for (code,) in view.rows("SELECT code FROM codes")), messages)
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


async def _compose_and_close(
    plan: CampaignPlan,
    request: BriefRequest,
    view: ShopView,
    ids: Sequence[str],
    composer: Composer,
    told: Callable[[str, int], None],
) -> tuple[list[Message], Counter[str]]:
    try:
        return await _compose(plan.limit or len(ids), request, view, ids, composer, told)
    finally:
        await composer.close()


async def _compose(
    most: int,
    request: BriefRequest,
    view: ShopView,
    ids: Sequence[str],
    composer: Composer,
    told: Callable[[str, int], None],
) -> tuple[list[Message], Counter[str]]:
    """Gather and compose batch after batch until everyone was looked at or the limit is reached."""
    messages: list[Message] = []
    left_out: Counter[str] = Counter()
    turns: Counter[tuple[str, str]] = Counter()
    for batch in _batches(ids):
        gathered = gather(view, batch, request)
        request = request.model_copy(update={"taken_codes": request.taken_codes + codes_of(gathered.briefs)})
        left_out.update(gathered.left_out.values())
        briefs = [_in_turn(brief, turns) for brief in gathered.briefs[: most - len(messages)]]
        messages += await composer.compose_many(briefs, concurrency=CONCURRENCY)
        told("messages", len(messages))
        if len(messages) >= most:
            break
    return messages, left_out


def _in_turn(brief: MessageBrief, turns: Counter[tuple[str, str]]) -> MessageBrief:
    """Give the brief its place among those of its reason and language."""
    kind = (brief.reason, brief.language)
    turns[kind] += 1
    return brief.model_copy(update={"turn": turns[kind] - 1})


def _request(plan: CampaignPlan, taken: tuple[str, ...]) -> BriefRequest:
    return BriefRequest(
        campaign_id=plan.id,
        segment=plan.segment,
        channel=plan.channel,
        reason=plan.reason,
        language=plan.language,
        offers=plan.offers,
        taken_codes=taken,
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
