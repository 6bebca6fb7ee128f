"""The JSON schema of a draft per channel. Every string and list is bounded: an unbounded one lets a small model
write white space until its tokens run out."""

from __future__ import annotations

from functools import cache
from typing import Any

from shop.record import Channel

_PARTS: dict[Channel, dict[str, int]] = {
    "email": {"subject": 160, "preheader": 260, "greeting": 100, "cta": 120, "signoff": 200},
    "sms": {},
    "wecom": {"greeting": 100},
}
"""Parts besides the body, with the most characters of each (slots are longer than what they become)."""
_BODY: dict[Channel, tuple[int, int]] = {"email": (6, 900), "sms": (1, 320), "wecom": (2, 400)}
"""Most paragraphs, and most characters of each."""


@cache
def draft_schema(channel: Channel) -> dict[str, Any]:
    """Return the schema of the answer that a model must give for `channel`."""
    paragraphs, characters = _BODY[channel]
    item = {"type": "string", "minLength": 1, "maxLength": characters}
    body = {"type": "array", "minItems": 1, "maxItems": paragraphs, "items": item}
    parts = {part: {"type": "string", "maxLength": longest} for part, longest in _PARTS[channel].items()}
    properties = {**parts, "body": body}
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


def response_format(channel: Channel) -> dict[str, Any]:
    """Return the request field that asks a server to keep to the schema."""
    return {
        "type": "json_schema",
        "json_schema": {"name": f"draft_{channel}", "strict": True, "schema": draft_schema(channel)},
    }
