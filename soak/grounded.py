"""Every message to everybody who can be written to, audited by code that shares nothing with the guard."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from app.copilot import build
from app.importing import import_sample
from app.settings import Settings
from evals.grounded import audit
from shop.consent import eligible
from shop.record import CHANNELS
from shop.samples import BRANDS
from shop.segments.builtin import members
from soak.proof import Outcome
from tools.brief import BriefRequest, gather

BATCH = 500


def grounded_messages(folder: Path, n: int) -> Outcome:
    outcomes: Counter[str] = Counter()
    unsupported = 0
    for brand in BRANDS:
        copilot = build(Settings(home=folder / brand, embedder="hashing"))
        import_sample(copilot.settings, brand, n, 11, write=None, told=lambda what, done: None)
        with copilot.view() as view, copilot.state() as state:
            composer = copilot.composer(view)
            for channel in CHANNELS:
                ids = eligible(view, state, members(view, "everyone"), channel).ids
                for start in range(0, len(ids), BATCH):
                    request = BriefRequest(campaign_id="soak", segment="everyone", channel=channel)
                    briefs = gather(view, ids[start : start + BATCH], request).briefs
                    for message in asyncio.run(composer.compose_many(briefs, concurrency=1)):
                        outcomes[message.verdict.outcome] += 1
                        unsupported += message.verdict.outcome == "allow" and bool(audit(message))
    total = outcomes.total()
    share = outcomes["allow"] / total if total else 0.0
    figures = f"{total:,} messages, {unsupported} with an unsupported fact, {share:.2%} allowed, {dict(outcomes)}"
    return Outcome("grounded_messages", total, unsupported == 0 and share >= 0.99, figures)
