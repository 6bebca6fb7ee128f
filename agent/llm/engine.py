"""The seam itself: one question, one draft. Knows no server."""

from __future__ import annotations

from typing import Protocol

from shop.record import Channel, Record
from shop.types import Draft


class DraftRequest(Record):
    """What a model is asked. `system` is the same for many messages and comes first; `user` is this one's evidence."""

    prompt_id: str
    channel: Channel
    system: str
    user: str
    earlier: str = ""
    """The model's own earlier answer, when this is the repair turn."""
    repair: str = ""
    """What was wrong with it, in words."""

    def messages(self) -> list[dict[str, str]]:
        """Return the conversation in the form of the chat protocol."""
        turns = [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]
        if self.repair:
            turns += [{"role": "assistant", "content": self.earlier or "{}"}, {"role": "user", "content": self.repair}]
        return turns


class DraftReply(Record):
    """A draft from a model, with the raw text (bounded by the server's token limit) and the tokens it cost."""

    draft: Draft
    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Engine(Protocol):
    """A model that writes drafts."""

    @property
    def name(self) -> str:
        """Return how records name it, such as `openai:MODEL`."""
        ...

    async def draft(self, request: DraftRequest) -> DraftReply:
        """Return a draft, or raise a ModelError."""
        ...

    async def close(self) -> None:
        """Give back connections; the engine may be used again afterwards."""
        ...
