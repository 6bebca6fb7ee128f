"""`copilot facts QUERY`: finding products and their facts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli import options, output


def facts(
    query: Annotated[str | None, typer.Argument(help="Words to look for, or a product id.")] = None,
    queries: Annotated[Path | None, typer.Option(help="File with one query per line.")] = None,
    k: Annotated[int, typer.Option("--k", "-k", min=1, max=100, help="How many products per query.")] = 5,
    language: Annotated[str, typer.Option(help="Language of the facts: en or zh.")] = "en",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Find products by words or id, and show their facts as evidence."""
    from app.copilot import open_copilot
    from app.facts import find_facts, ranked

    copilot = open_copilot(home, as_of)
    if queries is not None:
        output.print_json(ranked(copilot, queries, k))
        return
    if not query:
        raise typer.BadParameter("Give words to look for, or --queries FILE.", param_hint="QUERY")
    found = find_facts(copilot, query, k, options.language(language) or "en")
    if as_json:
        output.print_json(found)
        return
    for note in found.notes:
        output.note(note)
    for item in found.products:
        rows = [(field, item.printed[field]) for field in item.printed]
        output.table(f"{item.rank}. {item.product_id} ({item.evidence.source})", ("fact", "value"), rows)
