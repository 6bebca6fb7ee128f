"""`copilot facts QUERY`: products and their facts, policies, and figures of the catalogue, by words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from shop.evidence import Evidence
    from tools.found import FoundFacts, FoundProduct


def facts(
    query: Annotated[
        str | None,
        typer.Argument(help='Words, conditions ("kettle under $50 in stock"), a question ("how many teas"), or an id.'),
    ] = None,
    queries: Annotated[Path | None, typer.Option(help="File with one query per line.")] = None,
    k: Annotated[int, typer.Option("--k", "-k", min=1, max=1000, help="How many products per query.")] = 5,
    language: Annotated[str, typer.Option(help="Language of the facts: en or zh.")] = "en",
    shape: Annotated[bool, typer.Option("--shape", help="Figures of what the query describes, or of all.")] = False,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Find products by words, conditions or id, policies, and figures of the catalogue; show them as evidence."""
    from app.copilot import open_copilot
    from app.facts import find_facts, find_shape, ranked
    from tools.shelf import LOCALES

    copilot = open_copilot(home, as_of)
    if queries is not None:
        answers = ranked(copilot, queries, k)
        for note in answers.notes:
            output.note(note)
        output.print_json(list(answers.ranked))
        return
    spoken = options.language(language) or "en"
    if not query and not shape:
        raise typer.BadParameter("Give words to look for, --shape, or --queries FILE.", param_hint="QUERY")
    found = find_shape(copilot, query or "", k, spoken) if shape else find_facts(copilot, query or "", k, spoken)
    if as_json:
        output.print_json(found)
    else:
        _show(found, LOCALES[spoken])


def _show(found: FoundFacts, locale: str) -> None:
    from render.values import shown

    for note in found.notes:
        output.note(note)
    for item in (*found.statistics, *found.policies):
        rows = [(field, shown(value, locale)) for field, value in item.fields.items()]
        output.table(_title(item), ("fact", "value"), rows)
    for product in found.products:
        _table(product, f"{product.rank}. {product.product_id}")
    for near in found.nearest:
        output.say(f"Without “{near.missed}” there would be {near.count}; nearest:")
        for product in near.products:
            _table(product, product.product_id)


def _title(item: Evidence) -> str:
    return f"{item.id} ({item.source}, as of {item.as_of.isoformat()})"


def _table(product: FoundProduct, title: str) -> None:
    rows = [(field, text) for field, text in product.printed.items()]
    output.table(f"{title} ({product.evidence.source})", ("fact", "value"), rows)
