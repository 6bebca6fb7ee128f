"""The sources of consent of a shop: what they say per channel, and who attested how they were collected."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from typing import Literal

from shop.consent.attestations import DEMO, Attestation, attestations, command
from shop.record import CHANNELS, Channel, Record
from shop.store.view import ShopView
from shop.types.customer import ConsentState

Stated = Channel | Literal["tracking"]
"""What a statement is about: messages on a channel, or that openings and clicks are read."""
STATED: tuple[Stated, ...] = (*CHANNELS, "tracking")


class ChannelCount(Record):
    """Statements of one source about one channel."""

    channel: Stated
    opted_in: int = 0
    opted_out: int = 0
    unknown: int = 0


class SourceOverview(Record):
    """One source. `counts_because` is empty while its opt-ins do not count; then `fix` is the command that helps."""

    source: str
    channels: tuple[ChannelCount, ...]
    attestation: Attestation | None = None
    counts_because: str = ""
    fix: str = ""


def sources(view: ShopView, state: sqlite3.Connection) -> tuple[SourceOverview, ...]:
    """Return every source of imported and recorded statements as of the view's moment, by name."""
    counts: defaultdict[str, Counter[tuple[Stated, ConsentState]]] = defaultdict(Counter)
    for source, channel, said, count in view.rows("SELECT source, channel, state, count(*) FROM consents GROUP BY ALL"):
        counts[source][channel, said] += count
    for source, channel, said, count in state.execute(
        "SELECT source, channel, state, count(*) FROM consent_records GROUP BY source, channel, state"
    ):
        counts[source][channel, said] += count
    known = attestations(state)
    return tuple(_overview(view, source, counts[source], known.get(source)) for source in sorted(counts))


def _overview(
    view: ShopView, source: str, counts: Counter[tuple[Stated, ConsentState]], attestation: Attestation | None
) -> SourceOverview:
    because = "sample data" if view.shop.sample else "synthetic contacts, never sent to" if source == DEMO else ""
    if attestation is not None:
        because = f"attested by {attestation.by}"
    return SourceOverview(
        source=source,
        channels=tuple(_channel(channel, counts) for channel in STATED if any(key[0] == channel for key in counts)),
        attestation=attestation,
        counts_because=because,
        fix="" if because else command(source),
    )


def _channel(channel: Stated, counts: Counter[tuple[Stated, ConsentState]]) -> ChannelCount:
    return ChannelCount(
        channel=channel,
        opted_in=counts[channel, "opted_in"],
        opted_out=counts[channel, "opted_out"],
        unknown=counts[channel, "unknown"],
    )
