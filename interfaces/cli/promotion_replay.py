"""`copilot promo simulate`: what promotions would have cost on past orders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output
from interfaces.cli.promotion_files import stop_at, text_of

if TYPE_CHECKING:
    from app.promotions import Asked
    from shop.record import Language
    from shop.simulation import Simulation


def simulate(
    file: Annotated[Path | None, typer.Argument(help="A promotions.json (default: the shop's own).")] = None,
    since: Annotated[str, typer.Option(help="Orders from this moment on (default: 90 days before --until).")] = "",
    until: Annotated[str, typer.Option(help="Orders before this moment (default: the shop's now).")] = "",
    windows: Annotated[str, typer.Option(help="always (start and end left out) or as_written.")] = "always",
    codes: Annotated[str, typer.Option(help="Who enters codes: everybody, as_ordered or nobody.")] = "everybody",
    min_margin: Annotated[str, typer.Option(help="Report orders whose margin falls below this percent.")] = "0",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that price, where nothing is limited.")] = 1,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    html: Annotated[Path | None, typer.Option("--html", help="Write one self-contained page with plots here.")] = None,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Replay past orders with promotions against without: uses, cost, margin, who gains, what competes.

    Behaviour does not change in a replay: nobody buys more because of a promotion.
    """
    from app.copilot import open_copilot
    from app.promotions import simulation
    from shop.promotions import read

    spoken = options.language(language) or "en"
    asked = _asked(since=since, until=until, windows=windows, codes=codes, min_margin=min_margin, workers=str(workers))
    promotions = None if file is None else read(text_of(file))
    if isinstance(promotions, list):
        if as_json:
            output.print_json({"file": str(file), "valid": False, "problems": promotions})
        stop_at(promotions, as_json=as_json)
    with output.progress(not as_json) as told:
        found = simulation(open_copilot(home, as_of), asked, None if isinstance(promotions, list) else promotions, told)
    if html is not None:
        from render.simulation_page import simulation_page

        html.write_text(simulation_page(found, spoken), encoding="utf-8")
    if as_json:
        output.print_json(found)
    elif html is not None:
        output.say(f"{html}: {found.orders:,} orders, {len(found.promotions)} promotions.")
    else:
        _print(found, spoken)


def _asked(**given: str) -> Asked:
    from pydantic import ValidationError

    from app.promotions import Asked
    from shop.errors import InvalidInput

    try:
        return Asked.model_validate(given)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        name = str(wrong["loc"][0]) if wrong["loc"] else ""
        where = f"--{name.replace('_', '-')}"
        raise InvalidInput(f"{given.get(name, '')!r}: {wrong['msg']}.", where=where) from error


def _print(found: Simulation, language: Language) -> None:
    from render.simulation_tables import tables
    from shop.simulation.words import phrase

    period = f"{found.terms.since.isoformat()} {phrase('until', language)} {found.terms.until.isoformat()}"
    output.say(f"{found.shop}: {phrase('title', language)}, {period}")
    output.say(f"{phrase('orders', language)}: {found.orders:,}; {phrase('as_of', language)} {found.as_of.isoformat()}")
    for remark in found.remarks:
        output.say(f"- {remark[language]}")
    for grid in tables(found, language, names=False):
        output.table(grid.title, grid.headers, [row.cells for row in grid.rows])
