"""The composer: brief → draft → filled copy → verdict → message.

A model's draft that the guard does not allow gets one repair turn, then the deterministic writer takes over, then the
message stays held or blocked with its verdict. What is returned is honest about which of these happened.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from agent.errors import BadReply, ModelError
from agent.layout import LaidOut, lay_out, why_now
from agent.literals import with_slots
from agent.llm.brief_prompt import repair_for, request_for
from agent.llm.engine import DraftRequest, Engine
from agent.offline.writer import OfflineWriter
from agent.room import overflow
from guard.check import check
from guard.subject import Subject
from shop.errors import InvalidInput
from shop.types import Message, Verdict
from shop.types.message import OUTCOME_ORDER
from tools.message_brief import MessageBrief

MOST_CHECKS = 12
"""How many drafts of the offline writer are checked before the best verdict so far stands."""


class Composed(NamedTuple):
    """A checked draft. `too_long` says what has no room in the channel, `writer` is the version that wrote it."""

    laid: LaidOut
    verdict: Verdict
    too_long: str
    writer: str

    @property
    def sendable(self) -> bool:
        """Whether it may leave: allowed by the guard, and it fits."""
        return self.verdict.outcome == "allow" and not self.too_long


class Composer:
    """Writes messages with a model (or without one: `engine=None`), and checks every one of them."""

    def __init__(self, engine: Engine | None = None, allowed_hosts: Iterable[str] = ()) -> None:
        self.engine = engine
        self.allowed_hosts = frozenset(allowed_hosts)
        self.writer = OfflineWriter()

    def compose(self, brief: MessageBrief) -> Message:
        """Return the message for `brief`. Not to be called on a running event loop when there is a model."""
        if self.engine is None:
            return self._offline(brief, "")
        return asyncio.run(self._alone(brief))

    async def compose_many(self, briefs: Sequence[MessageBrief], concurrency: int = 32) -> list[Message]:
        """Return the messages in the order of `briefs`, at most `concurrency` under way at a time.

        Sort briefs by campaign, language and channel before: a server then reuses the shared start of the prompts.
        """
        if concurrency < 1:
            raise InvalidInput(f"The concurrency is {concurrency}.", hint="Use 1 or more.")
        waiting = iter(enumerate(briefs))
        done: dict[int, Message] = {}

        async def work() -> None:
            for place, brief in waiting:
                done[place] = await self._compose(brief)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(concurrency, len(briefs))):
                group.create_task(work())
        return [done[place] for place in range(len(briefs))]

    async def close(self) -> None:
        """Close the model's connections, if there are any."""
        if self.engine is not None:
            await self.engine.close()

    async def _alone(self, brief: MessageBrief) -> Message:
        try:
            return await self._compose(brief)
        finally:
            await self.close()

    async def _compose(self, brief: MessageBrief) -> Message:
        if self.engine is None:
            await asyncio.sleep(0)  # lets other tasks of the loop breathe between messages
            return self._offline(brief, "")
        composed, problem = await self._by_model(self.engine, brief)
        if composed is None:
            return self._offline(brief, problem)
        return self._message(brief, composed, self.engine.name, "")

    async def _by_model(self, engine: Engine, brief: MessageBrief) -> tuple[Composed | None, str]:
        """Return a sendable message by the model, or None with the reason why there is none."""
        request, problem = request_for(brief), ""
        for _ in range(2):  # the draft, and one repair turn
            try:
                reply = await engine.draft(request)
            except BadReply as error:
                problem = f"{type(error).__name__}: {error.message}"
                request = _again(request, error.text, error.reason)
                continue
            except ModelError as error:
                return None, f"{type(error).__name__}: {error.message}"
            laid = lay_out(brief, with_slots(reply.draft, brief.evidence), self.writer, by_model=True)
            composed = self._checked(brief, laid, request.prompt_id, by_model=True)
            if composed.sendable:
                return composed, ""
            problem = _what_was_wrong(composed)
            request = _again(request, reply.text, repair_for(brief, composed.verdict, composed.too_long))
        return None, problem

    def _offline(self, brief: MessageBrief, fallback: str) -> Message:
        """Try the writer's alternatives until one may leave; else keep the one with the best verdict."""
        best: Composed | None = None
        checks = 0
        for draft in self.writer.alternatives(brief):
            laid = lay_out(brief, draft, self.writer, by_model=False)
            if overflow(laid.copy, brief.channel, brief.language):
                continue
            composed = self._checked(brief, laid, self.writer.version(brief.language))
            best = composed if best is None else min(best, composed, key=_badness)
            checks += 1
            if composed.sendable or checks == MOST_CHECKS:
                break
        if best is None:
            best = self._checked(brief, self._shortest(brief), self.writer.version(brief.language))
        return self._message(brief, best, "offline", fallback)

    def _shortest(self, brief: MessageBrief) -> LaidOut:
        drafts = self.writer.alternatives(brief)
        laid = (lay_out(brief, draft, self.writer, by_model=False) for draft in drafts)
        return min(laid, key=lambda one: len(one.copy.text))

    def _checked(self, brief: MessageBrief, laid: LaidOut, writer: str, by_model: bool = False) -> Composed:
        subject = Subject(
            parts=laid.filled.parts,
            evidence=brief.evidence,
            draft=laid.draft,
            slot_spans=laid.filled.spans,
            channel=brief.channel,
            language=brief.language,
            locale=brief.locale,
            jurisdiction=brief.jurisdiction,
            shop_jurisdiction=brief.shop_jurisdiction,
            by_model=by_model,
            mode="slots",
            brand=brief.brand,
            allowed_hosts=self.allowed_hosts,
            text=laid.copy.text,
        )
        return Composed(laid, check(subject), overflow(laid.copy, brief.channel, brief.language), writer)

    def _message(self, brief: MessageBrief, composed: Composed, engine: str, fallback: str) -> Message:
        return Message(
            id=message_id(brief),
            campaign_id=brief.campaign_id,
            shop_id=brief.shop_id,
            customer_id=brief.customer_id,
            channel=brief.channel,
            language=brief.language,
            locale=brief.locale,
            jurisdiction=brief.jurisdiction,
            goal=brief.reason,
            segment=brief.segment,
            engine=engine,
            writer=composed.writer,
            fallback=fallback,
            why_now=why_now(brief, self.writer),
            draft=composed.laid.draft,
            copy=composed.laid.copy,
            evidence=brief.evidence.evidence,
            verdict=composed.verdict,
            as_of=brief.as_of,
            sample=brief.sample,
        )


def message_id(brief: MessageBrief) -> str:
    """Return the id that one customer's message of one campaign on one channel always has."""
    return hashlib.sha256(f"{brief.campaign_id}|{brief.customer_id}|{brief.channel}".encode()).hexdigest()[:16]


def _again(request: DraftRequest, earlier: str, repair: str) -> DraftRequest:
    return request.model_copy(update={"earlier": earlier, "repair": repair})


def _what_was_wrong(composed: Composed) -> str:
    rules = sorted({finding.rule for finding in composed.verdict.findings if finding.severity != "warn"})
    said = f"The guard answered {composed.verdict.outcome} ({', '.join(rules)})" if rules else ""
    return "; ".join(filter(None, (said, composed.too_long))) or f"The guard answered {composed.verdict.outcome}"


def _badness(composed: Composed) -> tuple[bool, int]:
    return bool(composed.too_long), OUTCOME_ORDER.index(composed.verdict.outcome)
