"""`copilot doctor`: what works, what is missing, what to do."""

from __future__ import annotations

import typer

from interfaces.cli import options, output


def doctor(home: options.Home = None, as_of: options.AsOf = None, as_json: options.Json = False) -> None:
    """Say engine, embedder, index, data freshness, as-of, what is missing, and what to set for vLLM."""
    from app.copilot import open_copilot
    from app.doctor import examine

    findings = examine(open_copilot(home, as_of))
    if as_json:
        output.print_json(findings)
    else:
        for item in findings:
            output.say(f"{item.state if item.state != 'missing' else 'MISSING':<8}{item.what:<11} {item.found}")
            if item.advice:
                output.say(f"{'':<19} -> {item.advice}")
    if any(item.state == "missing" for item in findings):
        raise typer.Exit(1)
