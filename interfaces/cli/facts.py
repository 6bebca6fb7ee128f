"""`copilot facts QUERY` and `copilot build`: finding products, and the index that finds them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli import churn, options, output


def build(
    what: Annotated[str, typer.Argument(help="What to build: index or churn.")] = "index",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Build the search index of the current shop, or its churn model (only what changed is done again)."""
    from app.copilot import open_copilot
    from retrieval.index import build_index
    from shop.errors import InvalidInput

    if what == "churn":
        churn.build(home, as_of, as_json)
        return
    if what != "index":
        raise InvalidInput(f"{what!r} cannot be built.", hint="There is: copilot build index, copilot build churn.")
    copilot = open_copilot(home, as_of)
    with copilot.view() as view, output.progress(not as_json) as told:
        info = build_index(view, copilot.home.index, copilot.embedder(), lambda done, _: told("texts", done))
    if as_json:
        output.print_json(info)
        return
    done = f"{info.embedded} texts embedded" if info.built else "nothing had changed"
    output.say(f"Index {info.meta.version}: {info.meta.products} products, {info.meta.passages} passages; {done}.")


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
