"""`copilot opportunities`: whom there is a reason to write to now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from shop.record import Language
    from shop.reports.opportunities import Opportunities, Opportunity


def opportunities(
    channel: Annotated[str | None, typer.Option("--channel", help="Only email, sms or wecom (default: all).")] = None,
    churn: Annotated[bool, typer.Option("--churn", help="Add what the churn model expects; learnt if needed.")] = False,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Show every reason to write now: how many have it, may be contacted, and are worth; and how to go on."""
    from app.copilot import open_copilot
    from app.reports import all_opportunities
    from shop.record import CHANNELS

    channels = [options.channel(channel)] if channel else CHANNELS
    found = all_opportunities(open_copilot(home, as_of), channels, churn=churn)
    if as_json:
        output.print_json(found)
        return
    _print(found, options.language(language) or "en")


def _print(found: Opportunities, language: Language) -> None:
    from shop.reports.words import phrase

    if not found.items:
        output.say(phrase("none", language))
        return
    if found.sample:
        output.note(phrase("sample", language))
    reach = [
        phrase("contactable", language).format(channel=funnel.channel) for funnel in found.items[0].funnels
    ]  # fmt: skip
    headers = [phrase(name, language) for name in ("reason", "customers", "first")]
    valued = any(item.expected for item in found.items)
    worth = [phrase(name, language) for name in (("spend", "expected") if valued else ("spend",))]
    title = f"{phrase('opportunities', language)} ({phrase('as_of', language)} {found.as_of.isoformat()})"
    output.table(
        title,
        [*headers, *reach, *worth],
        [_row(item, language)[: len(headers) + len(reach) + len(worth)] for item in found.items],
    )
    if not valued:
        output.note(f"{phrase('expected', language)}: {phrase('no_expected', language)}")
    output.say(f"{phrase('next', language)}:")
    for item in found.items:
        output.say(f"  {item.command}")


def _row(item: Opportunity, language: Language) -> list[object]:
    from render.report_tables import money_words
    from shop.reports.words import phrase

    expected = money_words(item.expected, language) if item.expected else phrase("no_expected", language)
    reach = [funnel.eligible for funnel in item.funnels]
    return [item.title[language], item.customers, item.first, *reach, money_words(item.spend, language), expected]
