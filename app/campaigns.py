"""Campaigns as the command line asks for them: plan, run, export, over one home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app.copilot import Copilot
from app.segments import named
from campaigns.export import Exported, export_messages
from campaigns.outputs import RunFolder, Shown, write_run
from campaigns.plan import CampaignPlan, load_plan, save_plan
from campaigns.run import RunResult, addressed
from campaigns.run import run as run_plan
from shop.consent import Funnel, eligible
from shop.record import Record
from shop.segments.builtin_trees import BUILTIN


class Ran(Record):
    """The end summary of a run."""

    campaign_id: str
    as_of: str
    engine: str
    funnel: Funnel
    left_out: dict[str, int]
    messages: int
    outcomes: dict[str, int]
    engines: dict[str, int]
    """Messages by who wrote them; `fallback` is the first reason why the offline writer took over from a model."""
    fallback: str
    gallery: str


def create(copilot: Copilot, plan: CampaignPlan) -> Funnel:
    """Keep a plan and return the funnel it starts from; an unknown segment is refused before anything is kept.

    A saved segment, or one from a file, is kept with the plan: what is saved later does not change it.
    """
    with copilot.view() as view, copilot.state() as state:
        if plan.ids is None and plan.segment not in BUILTIN:
            found = named(state, plan.segment)
            plan = plan.model_copy(update={"segment": found.name, "tree": found.tree})
        funnel = eligible(view, state, addressed(view, plan, state), plan.channel).funnel
        save_plan(state, plan, copilot.clock.now().isoformat())
    return funnel


def run(copilot: Copilot, campaign_id: str, told: Callable[[str, int], None]) -> Ran:
    """Run a planned campaign and write its folder in the home's runs."""
    with copilot.view() as view, copilot.state() as state:
        plan = load_plan(state, campaign_id)
        result = run_plan(plan, view, state, copilot.composer(view), told)
        shop = view.shop
    folder = RunFolder(copilot.home.runs / campaign_id)
    shown = Shown(title=f"{shop.name}: {campaign_id}", engine_note=copilot.engine_note())
    write_run(folder, [result], {shop.id: shop}, {shop.id: copilot.home}, shown)
    return summarise(result, copilot, folder)


def summarise(result: RunResult, copilot: Copilot, folder: RunFolder) -> Ran:
    """Count what a run produced."""
    return Ran(
        campaign_id=result.plan.id,
        as_of=result.as_of,
        engine=copilot.engine_note(),
        funnel=result.funnel,
        left_out=result.left_out,
        messages=len(result.messages),
        outcomes=dict(sorted(Counter(message.verdict.outcome for message in result.messages).items())),
        engines=dict(sorted(Counter(message.engine for message in result.messages).items())),
        fallback=next((message.fallback for message in result.messages if message.fallback), ""),
        gallery=str(folder.gallery),
    )


def export(copilot: Copilot, campaign_id: str, out: Path | None) -> Exported:
    """Export the allowed messages of a finished run."""
    folder = RunFolder(copilot.home.runs / campaign_id)
    messages = folder.read_messages()
    with copilot.view() as view, copilot.state() as state:
        return export_messages(view, state, messages, copilot.home, out or folder.path / "export")
