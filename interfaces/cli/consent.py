"""`copilot consent list|attest|import|suppress`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.consent import ConsentOverview
    from shop.consent import SourceOverview

app = typer.Typer(help="Consent: where it came from, who answers for it, and who said no.", no_args_is_help=True)


@app.command("list")
def list_(home: options.Home = None, as_of: options.AsOf = None, as_json: options.Json = False) -> None:
    """List the sources of consent: counts per channel, and who attested how each was collected."""
    from app.consent import overview
    from app.copilot import open_copilot

    found = overview(open_copilot(home, as_of))
    if as_json:
        output.print_json(found)
        return
    _print_sources(found)
    for item in found.sources:
        if item.fix:
            output.say(f"{item.source}: its opt-ins do not count yet. {item.fix}")
    listed = ", ".join(f"{count} {channel}" for channel, count in found.suppressed.items() if count)
    output.say(f"Suppressed addresses: {listed or 'none'}.")


@app.command("attest")
def attest(
    source: Annotated[str, typer.Argument(help="A source of `copilot consent list`.")],
    how: Annotated[str, typer.Option(help="How it was collected: sign-up form, checkout box, paper …")],
    by: Annotated[str, typer.Option(help="Who attests it.")],
    wording: Annotated[str, typer.Option(help="The wording that people agreed to.")] = "",
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Say once how a source of consent was collected; from then on its opt-ins count. Opt-outs always count."""
    from app.consent import attest_source
    from app.copilot import open_copilot

    done = attest_source(open_copilot(home, None), source, how, by, wording)
    if as_json:
        output.print_json(done)
        return
    counts = ", ".join(f"{count} by {channel}" for channel, count in done.opted_in.items())
    kept = done.attestation
    output.say(f"{kept.source}: attested by {kept.by} at {kept.at.isoformat()}. Opt-ins that count now: {counts or 0}.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV: customer_id or address, channel, state, at, wording.")],
    source: Annotated[str, typer.Option(help="A name for where these statements come from.")],
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Record statements of consent; they survive every import of the shop. Opt-ins count once attested."""
    from app.consent import import_statements
    from app.copilot import open_copilot

    done = import_statements(open_copilot(home, None), file, source)
    if as_json:
        output.print_json(done)
        return
    unusable = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in done.unusable.items())
    output.say(
        f"{done.read} rows: {done.recorded} recorded ({done.added} new), {sum(done.unusable.values())} set aside."
    )
    if unusable:
        rows = ", ".join(str(problem.row) for problem in done.problems)
        output.say(f"Set aside: {unusable} (rows {rows}).")
    if done.unknown_customers:
        output.say(f"{done.unknown_customers} rows name customers that the shop does not have today; they are kept.")
    if done.fix:
        output.say(f"The opt-ins count when a person says how they were collected: {done.fix}")


@app.command("suppress")
def suppress(
    file: Annotated[Path, typer.Argument(help="Addresses one per line, or a CSV file with a column of them.")],
    channel: Annotated[str, typer.Option(help="email, sms or wecom.")] = "email",
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "imported",
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Add addresses to the suppression list: they are never written to on the channel, whatever else is known."""
    from app.consent import suppress_file
    from app.copilot import open_copilot

    done = suppress_file(open_copilot(home, None), file, options.channel(channel), reason)
    if as_json:
        output.print_json(done)
        return
    output.say(
        f"{done.read} rows: {done.added} added, {done.known} there already, {done.unreadable} no address. "
        f"The {done.channel} list holds {done.total}."
    )
    if done.unreadable_rows:
        output.say(f"No address in rows {', '.join(map(str, done.unreadable_rows))}.")


def _print_sources(found: ConsentOverview) -> None:
    rows = [row for item in found.sources for row in _rows(item)]
    headers = ("source", "channel", "opted in", "opted out", "unknown", "counts because", "collected", "since")
    output.table(f"Consent as of {found.as_of}", headers, rows)


def _rows(item: SourceOverview) -> Iterator[tuple[object, ...]]:
    how = item.attestation.how if item.attestation else ""
    since = item.attestation.at.isoformat() if item.attestation else ""
    for one in item.channels:
        because = item.counts_because or "not attested"
        yield item.source, one.channel, one.opted_in, one.opted_out, one.unknown, because, how, since
