"""`copilot sync`: every source of the home whose files changed is read again."""

from __future__ import annotations

import typer

from interfaces.cli import options, output


def sync(home: options.Home = None, as_json: options.Json = False) -> None:
    """Read every source again whose files changed since it was imported (sources of one shop are merged)."""
    from app.importing import sync_sources
    from app.settings import from_environment

    with output.progress(not as_json) as told:
        found = sync_sources(from_environment(home=home), told=told)
    if as_json:
        output.print_json([output.dump(one) for one in found])
    else:
        rows = [(one.name, one.path, one.state if one.state != "missing" else "MISSING") for one in found]
        output.table("Sync", ("source", "path", "what happened"), rows)
        for one in found:
            if one.detail:
                output.say(f"{one.name}: {one.detail}")
            for line in one.report.unusable if one.report else ():
                output.say(f"{one.name}: NOT USED: {line}")
            if one.report and one.report.conflicts:
                count = sum(conflict.count for conflict in one.report.conflicts)
                output.say(f"{one.name}: sources differ {count} times; --json says where.")
    if any(one.failed for one in found):
        raise typer.Exit(1)
