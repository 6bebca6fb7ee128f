"""Messages to everybody who may be written to, of every sample brand on every channel, by the offline engine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from app.copilot import build
from app.importing import import_sample
from app.settings import Settings
from shop.consent import eligible
from shop.record import CHANNELS
from shop.samples import BRANDS
from shop.segments.builtin import members
from shop.types import Message
from tools.brief import BriefRequest, gather

BATCH = 500


def sample_messages(folder: Path, customers: int, seed: int) -> Iterator[Message]:
    """Yield them brand by brand; the homes are made in `folder`."""
    for brand in BRANDS:
        copilot = build(Settings(home=folder / brand, embedder="hashing"))
        import_sample(copilot.settings, brand, customers, seed, write=None, told=lambda what, done: None)
        with copilot.view() as view, copilot.state() as state:
            composer = copilot.composer(view)
            for channel in CHANNELS:
                ids = eligible(view, state, members(view, "everyone"), channel).ids
                request = BriefRequest(campaign_id="soak", segment="everyone", channel=channel)
                for start in range(0, len(ids), BATCH):
                    briefs = gather(view, ids[start : start + BATCH], request).briefs
                    yield from asyncio.run(composer.compose_many(briefs, concurrency=1))
