"""`copilot report`: how the shop did in a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from shop.record import Language
    from shop.reports import Report, Step

_PERIOD = "last-week, last-month, this-month, last-30-days, 2026-10, or 2026-10-01..2026-10-15."


def report(
    period: Annotated[str, typer.Option("--period", help=_PERIOD)] = "last-week",
    by: Annotated[str | None, typer.Option("--by", help="Steps of the series: day, week or month.")] = None,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
    html: Annotated[Path | None, typer.Option("--html", help="Write one self-contained page with plots here.")] = None,
    churn: Annotated[
        bool, typer.Option("--churn", help="Add why customers leave; the model is learnt if needed.")
    ] = False,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Report a period: sales, groups, the way to an order, campaigns; compared with the period before."""
    from app.copilot import open_copilot
    from app.reports import period_report

    spoken = options.language(language) or "en"
    found = period_report(open_copilot(home, as_of), period, _step(by), churn=churn)
    if html is not None:
        from render.report_page import report_page

        html.write_text(report_page(found, spoken), encoding="utf-8")
    if as_json:
        output.print_json(found)
    elif html is not None:
        output.say(f"{html}: {len(found.figures)} figures.")
    else:
        _print(found, spoken)


def _print(found: Report, language: Language) -> None:
    from render.report_tables import grids, period_words
    from shop.reports.words import phrase

    title = f"{found.shop}: {period_words(found, language)} ({found.zone}, {found.currency})"
    output.say(f"{title}; {phrase('as_of', language)} {found.as_of.isoformat()}")
    if found.sample:
        output.note(phrase("sample", language))
    for grid in grids(found, language):
        output.table(grid.title, grid.headers, [row.cells for row in grid.rows])
    for remark in found.remarks:
        output.note(remark.words[language])


def _step(name: str | None) -> Step | None:
    from typing import get_args

    from shop.errors import InvalidInput
    from shop.reports import Step

    if name is None:
        return None
    for known in get_args(Step):
        if known == name:
            return known  # type: ignore[no-any-return]
    raise InvalidInput(f"{name!r} is not a step.", hint=f"Choose one of: {', '.join(get_args(Step))}.")
