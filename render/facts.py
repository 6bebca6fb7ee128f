"""Where the facts stand in a filled text: the draft's slots aligned with the copy that code filled in.

Only for showing. Where draft and copy do not line up the text is shown without marks; nothing is guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from shop.types import Draft, FilledCopy

_SLOT = re.compile(r"\[\[([A-Z]\d*(?:\.\w+)?)(?:\|([^\[\]|]*))?\]\]")


class Span(NamedTuple):
    """A piece of text; `slot` is the evidence field it came from (such as P1.price), empty for the writer's words."""

    text: str
    slot: str = ""


class Part(NamedTuple):
    """One part of a message: as the writer wrote it and as it was filled."""

    name: str
    draft: tuple[Span, ...]
    filled: tuple[Span, ...]


def slots_in(text: str) -> tuple[Span, ...]:
    """Split a draft's text at its slots; a slot's span carries its name."""
    spans, end = [], 0
    for match in _SLOT.finditer(text):
        spans += [Span(text[end : match.start()]), Span(match.group(), match.group(1))]
        end = match.end()
    return tuple(span for span in (*spans, Span(text[end:])) if span.text)


def facts_in(draft: str, filled: str) -> tuple[Span, ...]:
    """Split a filled text at the values that took the place of the draft's slots."""
    spans = slots_in(draft)
    found: list[Span] = []
    at = 0
    for number, span in enumerate(spans):
        if span.slot:
            end = _end_of_value(spans[number + 1 :], filled, at)
        else:
            end = at + len(span.text) if filled.startswith(span.text, at) else -1
        if end < at:
            return (Span(filled),)
        found.append(Span(filled[at:end], span.slot))
        at = end
    return tuple(span for span in found if span.text) if at == len(filled) else (Span(filled),)


def _end_of_value(after: tuple[Span, ...], filled: str, at: int) -> int:
    """A value ends where the next words of the writer begin; two slots without words between do not line up."""
    if not after:
        return len(filled)
    if after[0].slot:
        return -1
    words = after[0].text
    last = len(after) == 1
    return filled.rfind(words, at) if last else filled.find(words, at)


def parts_of(draft: Draft, copy: FilledCopy) -> tuple[Part, ...]:
    """Return the parts of a message, draft beside copy, in reading order."""
    filled = _filled_parts(copy)
    written = draft.parts()
    names = [*written, *(name for name in filled if name not in written)]
    return tuple(
        Part(name, slots_in(written.get(name, "")), facts_in(written.get(name, ""), filled.get(name, "")))
        for name in names
    )


def facts_in_text(text: str, parts: tuple[Part, ...]) -> tuple[Span, ...]:
    """Mark the facts in the whole text of a text channel, by finding each part in it from top to bottom."""
    found: list[Span] = []
    at = 0
    for part in parts:
        whole = "".join(span.text for span in part.filled)
        start = text.find(whole, at) if whole else -1
        if start < 0:
            continue
        found += [Span(text[at:start]), *part.filled]
        at = start + len(whole)
    return tuple(span for span in (*found, Span(text[at:])) if span.text)


def _filled_parts(copy: FilledCopy) -> dict[str, str]:
    body = {f"body.{number}": text for number, text in enumerate(copy.body, 1)}
    named = {
        "subject": copy.subject, "preheader": copy.preheader, "greeting": copy.greeting,
        **body, "cta": copy.cta, "signoff": copy.signoff,
    }  # fmt: skip
    return {name: text for name, text in named.items() if text}
