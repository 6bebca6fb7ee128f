"""Addresses that may stand in an `href` or `src`: anything else is left out, whatever a data source says."""

from __future__ import annotations

import re

from shop.evidence import UrlValue
from shop.types import Message

_WEB = re.compile(r"https?://[^\s\x00-\x20<>\"'\\]+", re.IGNORECASE)
MEDIA_PREFIX = "media:"
_MEDIA_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)


def web_address(text: str) -> str:
    """Return `text` when it is an http(s) address without spaces or quotes, else an empty string."""
    return text if _WEB.fullmatch(text) else ""


def media_name(ref: str) -> str:
    """Return the file name in `media:FILE` when it names a picture beside the others, else an empty string."""
    name = ref.removeprefix(MEDIA_PREFIX)
    return name if ref.startswith(MEDIA_PREFIX) and _MEDIA_NAME.fullmatch(name) else ""


def unsubscribe_address(message: Message) -> str:
    """Return the address under S.unsubscribe of the message's evidence, or an empty string."""
    for item in message.evidence:
        value = item.fields.get("unsubscribe") if item.kind == "shop" else None
        if isinstance(value, UrlValue):
            return web_address(value.url)
    return ""
