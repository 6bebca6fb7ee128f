"""`copilot segment list` and `copilot segment preview NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from shop.consent import Funnel

app = typer.Typer(help="Groups of customers: who they are, and how many may be contacted.", no_args_is_help=True)


@app.command("list")
def list_(home: options.Home = None, as_of: options.AsOf = None, as_json: options.Json = False) -> None:
    """List the built-in segments with their meaning and size."""
    from app.copilot import open_copilot
    from shop.segments.builtin import segments

    with open_copilot(home, as_of).view() as view:
        found = segments(view)
        at, remark = view.at.isoformat(), view.remark
    if as_json:
        output.print_json({"as_of": at, "segments": found})
        return
    if remark:
        output.note(remark)
    output.table(
        f"Segments as of {at}",
        ("name", "customers", "who"),
        [(item.segment.name, item.count, item.segment.description["en"]) for item in found],
    )


@app.command("preview")
def preview(
    name: Annotated[str, typer.Argument(help="A name of `copilot segment list`.")],
    channel: Annotated[str, typer.Option(help="email, sms or wecom: who of them may be contacted there.")] = "email",
    ids: Annotated[bool, typer.Option("--ids", help="Print the member ids only, one per line.")] = False,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Show a segment: count, funnel from matched to contactable, a sample of ids."""
    from app.copilot import open_copilot
    from shop.segments.builtin import members
    from shop.segments.builtin import preview as look

    copilot = open_copilot(home, as_of)
    with copilot.view() as view, copilot.state() as state:
        if ids:
            output.say("\n".join(members(view, name)))
            return
        found = look(view, name, options.channel(channel), state)
    if as_json:
        output.print_json(found)
        return
    output.say(f"{found.segment.name}: {found.segment.description['en']}")
    if found.funnel:
        print_funnel(found.funnel)
    output.say(f"For example: {', '.join(found.sample)}")


def print_funnel(funnel: Funnel) -> None:
    """Print who matched, who may be contacted, and what would fix each exclusion."""
    rows: list[tuple[str, int, str]] = [("matched", funnel.matched, "")]
    rows += [(f"- {item.reason}", item.count, item.fix["en"]) for item in funnel.excluded if item.count]
    rows.append((f"may be contacted by {funnel.channel}", funnel.eligible, ""))
    if set(funnel.bases) - {"consent"}:
        rows += [(f"  on the basis of {kind}", count, "") for kind, count in funnel.bases.items()]
    output.table("", ("step", "customers", "what would fix it"), rows)
