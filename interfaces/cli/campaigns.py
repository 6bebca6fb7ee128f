"""`copilot campaign create|run|voice|export|list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli import options, output
from interfaces.cli.segments import print_funnel

app = typer.Typer(help="Campaigns: many checked messages to one segment.", no_args_is_help=True)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="A name; it becomes the campaign's id.")],
    segment: Annotated[str | None, typer.Option(help="A name of `copilot segment list`, or a file TREE.json.")] = None,
    ids: Annotated[
        Path | None, typer.Option(help="File of customer ids: one per line, or CSV with customer_id.")
    ] = None,
    channel: Annotated[str, typer.Option(help="email, sms or wecom.")] = "email",
    reason: Annotated[str, typer.Option(help="One reason for everyone, or auto.")] = "auto",
    language: Annotated[str | None, typer.Option(help="Only people written to in en or zh.")] = None,
    offers: Annotated[bool, typer.Option(help="Whether promotions may be offered.")] = True,
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many messages.")] = None,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Plan a campaign to a segment or to a file of ids, and show how many people it can reach."""
    from app.campaigns import create as make
    from app.copilot import open_copilot
    from campaigns.ids import read_ids
    from campaigns.plan import CampaignPlan, plan_id
    from shop.consent import explained

    if (segment is None) == (ids is None):
        raise typer.BadParameter("Give either --segment NAME or --ids FILE.", param_hint="--segment")
    plan = CampaignPlan(
        id=plan_id(name),
        segment=segment or "ids",
        ids=read_ids(ids) if ids else None,
        channel=options.channel(channel),
        reason=options.reason(reason),
        language=options.language(language),
        offers=offers,
        limit=limit,
    )
    planned = make(open_copilot(home, as_of), plan)
    funnel = planned.funnel
    if as_json:
        output.print_json(planned)
        return
    print_funnel(funnel)
    if not funnel.eligible:
        output.say(f"Planned, but nobody may be contacted yet. {' '.join(explained(funnel))}")
        return
    output.say(f"Planned. Next: copilot campaign run {plan.id}")


@app.command("list")
def list_(home: options.Home = None, as_json: options.Json = False) -> None:
    """List the planned campaigns."""
    from app.copilot import open_copilot
    from campaigns.plan import list_plans

    with open_copilot(home, None).state() as state:
        plans = list_plans(state)
    if as_json:
        output.print_json(plans)
        return
    rows = [(plan.id, plan.addressees, plan.channel, plan.reason, plan.limit or "") for plan in plans]
    output.table("Campaigns", ("id", "for", "channel", "reason", "limit"), rows)


@app.command("run")
def run(
    campaign_id: Annotated[str, typer.Argument(help="The campaign's id.")],
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Compose and check the messages; write messages.jsonl, summary.json and the gallery."""
    from app.campaigns import run as execute
    from app.copilot import open_copilot

    with output.progress(not as_json) as told:
        done = execute(open_copilot(home, as_of), campaign_id, told)
    if as_json:
        output.print_json(done)
        return
    print_funnel(done.funnel)
    for reason, count in done.left_out.items():
        output.say(f"{count} without a message: {reason.replace('_', ' ')}")
    output.say(f"{done.messages} messages; {', '.join(f'{n} {what}' for what, n in done.outcomes.items())}")
    output.say(f"Written by: {', '.join(f'{engine} {n}' for engine, n in done.engines.items())}")
    if done.fallback:
        output.say(f"The offline writer took over from the model. The first reason: {done.fallback}")
    output.say(f"Look at them: {done.gallery}")


@app.command("voice")
def voice(
    campaign_id: Annotated[str, typer.Argument(help="The campaign's id.")],
    gate: Annotated[bool, typer.Option("--gate", help="End with an error when a criterion is missed.")] = False,
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Read a run's messages together: openings, subjects, rhythm, clichés, offers told whole."""
    from app.copilot import open_copilot
    from app.voice import voice as read

    reports = read(open_copilot(home, None), campaign_id)
    if as_json:
        output.print_json(reports)
    for report in () if as_json else reports:
        rows = [
            ("ok" if one.passed else "MISSED", one.number, one.name, one.found, one.wanted, ", ".join(one.worst[:2]))
            for one in report.criteria
        ]
        title = f"{report.messages} messages in {report.language}"
        output.table(title, ("", "criterion", "what", "found", "wanted", "see"), rows)
        output.say(report.note)
    if gate and not all(report.passed for report in reports):
        raise typer.Exit(1)


@app.command("export")
def export(
    campaign_id: Annotated[str, typer.Argument(help="The campaign's id.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the files (default: beside the run).")] = None,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Write what the guard allowed and still holds as .eml files (e-mail) or a CSV (SMS, WeCom)."""
    from app.campaigns import export as hand_out
    from app.copilot import open_copilot

    done = hand_out(open_copilot(home, as_of), campaign_id, out)
    if as_json:
        output.print_json(done)
        return
    output.say(
        f"{done.written} written to {done.folder}; {done.held} held by the guard, {done.unreachable} opted out since."
    )
    if done.stale:
        why = ", ".join(f"{what} {count}" for what, count in done.stale_because.items())
        output.say(
            f"{done.stale} held as stale: what they say no longer holds ({why})."
            f" Run it again: copilot campaign run {campaign_id}"
        )
    for note in done.notes:
        output.say(note)
    if done.demo_contact:
        output.say(
            f"{done.demo_contact} refused as demo_contact: synthetic addresses of a data set, nobody lives there."
        )
