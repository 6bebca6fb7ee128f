"""`copilot churn list`, `copilot churn card` and `copilot build churn`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from app.churn import BuiltChurn
    from shop.churn import ChurnForecast
    from shop.churn.measures import Interval

app = typer.Typer(help="Churn: who is about to stay away, why, and what is at stake.", no_args_is_help=True)
HEADERS = ("customer", "risk", "no order", "at risk", "expected", "last order", "reasons")


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="How many customers.")] = 20,
    why: Annotated[bool, typer.Option("--why", help="Give the reasons in words, with their numbers.")] = False,
    language: Annotated[str, typer.Option(help="Language of the words: en or zh.")] = "en",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Show customers at risk who may still be won, most value at risk first, with reasons."""
    from app.churn import watched
    from app.copilot import open_copilot

    spoken = options.language(language) or "en"
    with output.progress(not as_json) as told:
        told("churn model", 0)
        found = watched(open_copilot(home, as_of), limit)
    if as_json:
        output.print_json(found)
        return
    output.say(
        f"As of {found.as_of.isoformat()}: {found.at_risk} of {found.buyers} customers are at risk and not lapsed yet"
        f" ({found.lapsed} lapsed, {found.objecting} object to profiling and are left out). Model: {found.model}."
    )
    output.table(f"Amounts in {found.currency}", HEADERS, [_row(item, spoken) for item in found.items])
    for item in found.items if why else ():
        output.say("\n  ".join([item.customer_id, *(reason.words(spoken) for reason in item.reasons)]))
    output.note("At risk: probability of no order x spend expected if they order. Expected: what they will spend.")
    output.note(found.note)


@app.command("card")
def card(home: options.Home = None, as_of: options.AsOf = None, as_json: options.Json = False) -> None:
    """Show how good the model is, what it was compared with, and what it cannot do."""
    build(home, as_of, as_json)


def build(home: options.Home, as_of: options.AsOf, as_json: bool) -> None:
    """Learn the model if needed, write its card, and say what is on it."""
    from app.churn import build_churn
    from app.copilot import open_copilot

    copilot = open_copilot(home, as_of)
    with output.progress(not as_json) as told:
        told("churn model", 0)
        built = build_churn(copilot)
    if as_json:
        output.print_json(built)
        return
    _print_card(built)


def _print_card(built: BuiltChurn) -> None:
    from shop.churn.wording import reason_label

    told = built.card
    why = f" ({told.why_no_model})" if told.why_no_model else ""
    output.say(
        f"{told.model}{why}: no order within {told.horizon_days} days; {told.buyers} customers, {told.rows} rows at"
        f" {len(told.cuts)} earlier days, trained until {told.trained_until.isoformat()}."
    )
    if told.checked:
        rows = [
            (item.model, _interval(item.auc), _interval(item.brier), _interval(item.log_loss), item.calibration_error)
            for item in told.checked.qualities
        ]
        headers = ("model", "AUC", "Brier", "log loss", "calibration error")
        output.table(f"On customers it had not seen, as of {told.checked.on}", headers, rows)
    if told.watch_reasons:
        output.table(f"Reasons among the first {told.watched} of the watch list", ("reason", "customers"), [
            (reason_label(code, "en"), count) for code, count in told.watch_reasons.items()
        ])  # fmt: skip
    for sentence in told.limits["en"]:
        output.note(sentence)
    output.say(f"Card: {built.page}")


def _row(item: ChurnForecast, language: str) -> tuple[str, ...]:
    from shop.churn.wording import reason_label

    amounts = [f"{held.amount:f}" if held else "" for held in (item.value_at_risk, item.expected_value)]
    chance = "" if item.probability is None else f"{item.probability * 100:.1f}%"
    reasons = "\n".join(reason_label(reason.code, language) for reason in item.reasons)
    return item.customer_id, item.risk, chance, *amounts, item.last_order.isoformat(), reasons


def _interval(interval: Interval) -> str:
    return f"{interval.value:.4f} ({interval.low:.4f} to {interval.high:.4f})"
