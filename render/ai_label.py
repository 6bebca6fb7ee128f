"""Whether a message must say that a language model wrote it, and the header field that says so to machines."""

from __future__ import annotations

import json

from render.data_files import load
from shop.types import Message


def written_by_model(message: Message) -> bool:
    """Return whether a language model wrote the text: not the offline engine, and no fallback took over."""
    return message.engine != "offline" and not message.fallback


def ai_label_required(message: Message) -> bool:
    """Return whether the mark is required: written by a model, and the recipient's jurisdiction asks for it."""
    return written_by_model(message) and message.jurisdiction in load("ai_label")["jurisdictions"]


def ai_header(message: Message) -> tuple[str, str] | None:
    """Return name and value of the header field, or None where no mark is required. ASCII only."""
    if not ai_label_required(message):
        return None
    value = {"Label": "1", "ContentProducer": message.engine, "ProduceID": message.id}
    return load("ai_label")["header"], json.dumps(value)
