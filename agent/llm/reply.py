"""From a server's answer to a draft. What is empty, cut off, thought aloud or not JSON is refused with its reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agent.errors import BadReply
from agent.llm.engine import DraftReply
from agent.llm.schema import draft_schema
from shop.record import Channel
from shop.types import Draft

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

_LONGEST_REPLY = 20_000
"""Characters of an answer that are read; no draft needs more."""


def draft_of(completion: ChatCompletion, channel: Channel) -> DraftReply:
    """Return the draft in a chat completion, or raise BadReply."""
    text = _text_of(completion)
    draft = _draft(_object_in(text), channel, text)
    usage = completion.usage
    return DraftReply(
        draft=draft,
        text=text,
        prompt_tokens=usage.prompt_tokens if usage else 0,
        completion_tokens=usage.completion_tokens if usage else 0,
    )


def _text_of(completion: ChatCompletion) -> str:
    # Servers answer with bodies that the client does not check: choices may be missing or null.
    if not completion.choices:
        raise BadReply("it has no choices")
    choice = completion.choices[0]
    text = (choice.message.content or "") if choice.message else ""
    if choice.finish_reason == "length":
        raise BadReply("it was cut off by the token limit", text)
    if "<tool_call>" in text:
        raise BadReply("it is raw tool-call text", text)
    if not text.strip():
        thought = getattr(choice.message, "reasoning_content", None) or getattr(choice.message, "reasoning", None)
        raise BadReply("it holds only reasoning, so switch thinking off" if thought else "it is empty")
    return text[:_LONGEST_REPLY]


def _object_in(text: str) -> dict[str, Any]:
    """Return the first JSON object with a body, also out of prose or a fenced block."""
    decoder = json.JSONDecoder()
    position = text.find("{")
    while position >= 0:
        try:
            found, end = decoder.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError):
            end = position + 1
        else:
            if isinstance(found, dict) and "body" in found:
                return found
        position = text.find("{", end)
    raise BadReply("it holds no JSON object with a body", text)


def _draft(found: dict[str, Any], channel: Channel, text: str) -> Draft:
    """Keep the known parts within their bounds; anything else is a reason to refuse."""
    properties = draft_schema(channel)["properties"]
    body = found["body"] if isinstance(found["body"], list) else [found["body"]]
    limits = properties["body"]
    if len(body) > limits["maxItems"]:
        raise BadReply(f"it has {len(body)} paragraphs, more than {limits['maxItems']}", text)
    values = {part: found.get(part) or "" for part in properties if part != "body"}
    for part, value in [*values.items(), *(("body", paragraph) for paragraph in body)]:
        _check(part, value, (limits["items"] if part == "body" else properties[part])["maxLength"], text)
    try:
        return Draft(**values, body=tuple(paragraph.strip() for paragraph in body if paragraph.strip()))
    except ValidationError as error:
        raise BadReply("its body is empty", text) from error


def _check(part: str, value: object, longest: int, text: str) -> None:
    if not isinstance(value, str):
        raise BadReply(f"its {part} is not text", text)
    if len(value) > longest:
        raise BadReply(f"its {part} is longer than {longest} characters", text)
