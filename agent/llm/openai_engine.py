"""The engine for vLLM and any other server that speaks the OpenAI chat protocol.

One retry layer (the client's own is switched off), own timeouts, and every answer is validated before it counts.
A server that does not know json_schema is asked for json_object, then for nothing, and is remembered as such.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from agent.errors import BadReply, ModelRefused, ModelUnreachable
from agent.llm.engine import DraftReply, DraftRequest
from agent.llm.patience import LONGEST_WAIT_S, wait_before
from agent.llm.reply import draft_of
from agent.llm.schema import response_format

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

_MOST_TOKENS = 900
"""Room for the longest draft in either language."""
_TEMPERATURE = 0.3
"""Low: the wording may vary a little, the slots should not."""
_BUSY = frozenset({408, 409, 425, 429})
"""Statuses besides 5xx that a later attempt may change."""
_FORMATS = ("json_schema", "json_object", "plain")


class OpenAIEngine:
    """Asks a chat model for drafts. Safe for many concurrent calls on one event loop."""

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        *,
        timeout_s: float = 60.0,
        attempts: int = 3,
        first_wait_s: float = 0.5,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.base_url = base_url
        self.model = model
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._first_wait_s = first_wait_s
        self._sleep = sleep
        self._format = _FORMATS[0]
        self._client: AsyncOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def name(self) -> str:
        """Return `openai:MODEL`."""
        return f"openai:{self.model}"

    async def draft(self, request: DraftRequest) -> DraftReply:
        """Return the model's draft; raises ModelUnreachable, ModelRefused or BadReply."""
        while True:
            format_ = self._format
            try:
                return await self._patiently(request, format_)
            except ModelRefused as refusal:
                if refusal.status not in (400, 422) or format_ == _FORMATS[-1]:
                    raise
                self._step_down(format_)

    async def close(self) -> None:
        """Close the connections; the next draft opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _step_down(self, refused: str) -> None:
        # Another call may have stepped down already while this one was under way.
        if self._format == refused:
            self._format = _FORMATS[_FORMATS.index(refused) + 1]

    async def _patiently(self, request: DraftRequest, format_: str) -> DraftReply:
        """Ask up to `attempts` times; only failures that may pass are repeated."""
        from openai import APIConnectionError, APIStatusError

        reason = "no attempt was made"
        for attempt in range(1, self._attempts + 1):
            headers: Mapping[str, str] = {}
            try:
                return await self._once(request, format_)
            except APIStatusError as error:
                if error.status_code < 500 and error.status_code not in _BUSY:
                    raise ModelRefused(self.base_url, error.status_code, _said(error)) from error
                reason, headers = f"status {error.status_code}", error.response.headers
            except APIConnectionError as error:  # time-outs included
                reason = f"{error.message.rstrip('.').lower()}"
            wait = wait_before(attempt, request.user, self._first_wait_s, headers)
            if wait > LONGEST_WAIT_S or attempt == self._attempts:
                break
            await self._sleep(wait)
        raise ModelUnreachable(self.base_url, f"{reason} after {attempt} attempts")

    async def _once(self, request: DraftRequest, format_: str) -> DraftReply:
        from openai import APIResponseValidationError

        fields: dict[str, Any] = {
            "model": self.model,
            "messages": request.messages(),
            "temperature": _TEMPERATURE,
            "max_tokens": _MOST_TOKENS,
        }
        if format_ == "json_schema":
            fields["response_format"] = response_format(request.channel)
        elif format_ == "json_object":
            fields["response_format"] = {"type": "json_object"}
        try:
            completion = await self._connected().chat.completions.create(**fields)
        except (APIResponseValidationError, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise BadReply("the server's answer is not JSON of the chat protocol") from error
        if isinstance(completion, str):  # what the client returns for a body that is not JSON
            raise BadReply("the server's answer is not JSON of the chat protocol")
        return draft_of(completion, request.channel)

    def _connected(self) -> AsyncOpenAI:
        """Return the client of the running loop; a connection cannot move to another loop."""
        from openai import AsyncOpenAI

        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._loop = loop
            self._client = AsyncOpenAI(
                base_url=self.base_url,
                api_key=self._api_key or "none",
                max_retries=0,
                timeout=self._timeout_s,
            )
        return self._client


def _said(error: APIStatusError) -> str:
    return " ".join(error.message.split())[:300]
