"""Campaigns as the command line asks for them: plan, run, export, over one home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.copilot import Copilot
from app.segments import named, scores_of
from campaigns.export import Exported, export_messages
from campaigns.inlined import inlined
from campaigns.outputs import Origin, RunFolder, Shown, write_run
from campaigns.plan import CampaignPlan, load_plan, save_plan
from campaigns.run import RunResult, addressed
from campaigns.run import run as run_plan
from shop.consent import Funnel, eligible
from shop.errors import InvalidInput
from shop.record import Record
from shop.segments.builtin_trees import BUILTIN

if TYPE_CHECKING:
    from shop.store.view import ShopView


class Planned(Record):
    """A plan as it was kept, and the funnel that it starts from."""

    plan: CampaignPlan
    funnel: Funnel


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


def create(copilot: Copilot, plan: CampaignPlan) -> Planned:
    """Keep a plan and return it with the funnel it starts from; an unknown segment is refused before anything is kept.

    A saved segment, or one from a file, is kept with the plan, and so is every saved one that it names: what is
    saved later does not change it.
    """
    with copilot.view() as view, copilot.state() as state:
        if plan.ids is None and plan.segment not in BUILTIN:
            found = named(state, plan.segment)
            plan = plan.model_copy(update={"segment": found.name, "tree": inlined(state, found.tree)})
        ids = addressed(view, plan, state, scores_of(copilot))
        funnel = eligible(view, state, ids, plan.channel).funnel
        save_plan(state, plan, copilot.clock.now().isoformat())
    return Planned(plan=plan, funnel=funnel)


def run(copilot: Copilot, campaign_id: str, told: Callable[[str, int], None]) -> Ran:
    """Run a planned campaign and write its folder in the home's runs."""
    with copilot.view() as view, copilot.state() as state:
        plan = load_plan(state, campaign_id)
        scores, now, present = scores_of(copilot), copilot.clock.now(), _is_present(copilot, view)
        result = run_plan(plan, view, state, copilot.composer(view), told, scores=scores, now=now, promise=present)
        shop = view.shop
        origin = Origin(build=view.build.name, as_of=result.as_of, present=present)
    folder = RunFolder(copilot.home.runs / campaign_id)
    shown = Shown(title=f"{shop.name}: {campaign_id}", engine_note=copilot.engine_note())
    write_run(folder, [result], {shop.id: shop}, {shop.id: copilot.home}, shown, origin)
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
    """Export the allowed messages of a finished run whose facts still hold as of the shop's present.

    Raises InvalidInput where the run or the export is as of another moment.
    """
    folder = RunFolder(copilot.home.runs / campaign_id)
    messages = folder.read_messages()
    origin = folder.read_origin()
    if not origin.present:
        raise InvalidInput(
            f"The messages of {campaign_id!r} were written as of {origin.as_of}, which was not the shop's present.",
            hint=f"Run it again: `copilot campaign run {campaign_id}` without --as-of.",
        )
    with copilot.view() as view, copilot.state() as state:
        if not _is_present(copilot, view):
            raise InvalidInput(f"{view.at.isoformat()} is not the shop's present.", hint="Export without --as-of.")
        plan = load_plan(state, campaign_id)
        out = out or folder.path / "export"
        return export_messages(view, state, plan, messages, copilot.home, out, copilot.clock.now())


def _is_present(copilot: Copilot, view: ShopView) -> bool:
    """Return whether the view stands at the shop's own present: now, or the end of an imported history."""
    return copilot.settings.as_of is None or (not view.shop.live and view.at == view.data_end)
