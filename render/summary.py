"""What a run wrote, in numbers: the content of summary.json. Counts only, in a stable order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from shop.types import Message

_COUNTED: dict[str, Callable[[Message], str]] = {
    "brand": lambda message: message.shop_id,
    "channel": lambda message: message.channel,
    "language": lambda message: message.language,
    "reason": lambda message: message.why_now.kind,
    "outcome": lambda message: message.verdict.outcome,
    "engine": lambda message: message.engine,
}


def counts(messages: Iterable[Message]) -> dict[str, Counter[str]]:
    """Return how many messages there are for each value of brand, channel, language, reason, outcome, engine."""
    found: dict[str, Counter[str]] = {name: Counter() for name in _COUNTED}
    for message in messages:
        for name, value_of in _COUNTED.items():
            found[name][value_of(message)] += 1
    return found


def summary(
    messages: Iterable[Message], funnel: Mapping[str, Mapping[str, int]] | None = None, *, as_of: str = ""
) -> dict[str, object]:
    """Return the summary as JSON-able data; the same messages give the same bytes, whatever their order.

    `funnel` is copied as given: per brand, from matched over each exclusion to written.
    """
    everything = list(messages)
    return {
        "messages": len(everything),
        "as_of": sorted({as_of} if as_of else {message.as_of for message in everything}),
        "sample": any(message.sample for message in everything),
        "fallbacks": sum(bool(message.fallback) for message in everything),
        "by": {name: dict(sorted(counter.items())) for name, counter in counts(everything).items()},
        "funnel": {brand: dict(steps) for brand, steps in (funnel or {}).items()},
    }
