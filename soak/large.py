"""A shop of 100,000 customers: imported, segmented, and one campaign run over it, in bounded memory."""

from __future__ import annotations

import resource
from pathlib import Path

from app.copilot import build
from app.importing import import_sample
from app.settings import Settings
from campaigns.plan import CampaignPlan
from campaigns.run import run
from soak.proof import Outcome

MOST_MB = 4000


def large_shop(folder: Path, n: int) -> Outcome:
    copilot = build(Settings(home=folder / "home", embedder="hashing"))
    report = import_sample(copilot.settings, "coffee", n, 7, write=None, told=lambda what, done: None)
    plan = CampaignPlan(id="soak", segment="lapsing", channel="email", limit=500)
    with copilot.view() as view, copilot.state() as state:
        result = run(plan, view, state, copilot.composer(view))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    adds_up = report.totals.read == report.totals.kept + report.totals.repaired + report.totals.quarantined
    figures = f"{report.totals.read:,} rows, {len(result.messages)} messages, peak {peak:,.0f} MB"
    return Outcome("large_shop", n, adds_up and len(result.messages) == 500 and peak <= MOST_MB, figures)
