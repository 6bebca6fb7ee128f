"""`copilot demo`: three sample shops, their messages, and a gallery to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli import options, output


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the homes and the gallery.")] = Path("demo-out"),
    customers: Annotated[int, typer.Option(min=50, max=100_000, help="Customers per sample shop.")] = 600,
    seed: Annotated[int, typer.Option(help="The same seed gives the same demo.")] = 7,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Generate three sample shops and write personalised messages for them, ending in a gallery."""
    from app.demo import run_demo
    from app.settings import from_environment

    with output.progress(not as_json) as told:
        result = run_demo(from_environment(as_of=as_of), out, customers, seed, told)
    if as_json:
        output.print_json(result)
        return
    output.table("Demo", ("brand", "campaign", "messages", "allowed"), [
        (line.brand, line.campaign, line.messages, line.allowed) for line in result.lines
    ])  # fmt: skip
    output.say(f"{result.messages} messages, {result.engine_note}")
    output.say(f"Look at them: {result.gallery}")
    output.say(f"Go on with one of the shops: copilot segment list --home {result.homes[0]}")
