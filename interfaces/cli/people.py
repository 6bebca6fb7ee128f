"""`copilot customer show ID` and `copilot recommend ID`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from tools.customer import CustomerCard

app = typer.Typer(help="One customer: what the shop knows and may use.", no_args_is_help=True)


@app.command("show")
def show(
    customer_id: Annotated[str, typer.Argument(help="The customer's id.")],
    churn: Annotated[bool, typer.Option("--churn", help="Add what the churn model says; learnt if needed.")] = False,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Show a customer's portrait, consents, and the reasons to write to them now."""
    from app.copilot import open_copilot
    from app.people import shown_customer

    card = shown_customer(open_copilot(home, as_of), customer_id, churn=churn)
    if as_json:
        output.print_json(card)
        return
    output.table(f"Customer {customer_id}", ("what", "value", "rests on"), _facts(card))
    if card.portrait and card.portrait.unknown:
        unknown = [(what.replace("_", " "), why.replace("_", " ")) for what, why in card.portrait.unknown.items()]
        output.table("Not known", ("what", "why"), unknown)
    output.table("Consent", ("channel", "state", "source", "since"), [
        (item.channel, item.state, item.source, item.given_at or "") for item in card.consents
    ])  # fmt: skip
    output.table("Why now", ("reason", "product", "rests on"), [
        (reason.kind, reason.product_id or "", reason.source) for reason in card.reasons
    ])  # fmt: skip


def recommend(
    customer_id: Annotated[str, typer.Argument(help="The customer's id.")],
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="How many products.")] = 5,
    why: Annotated[bool, typer.Option("--why", help="Give the reason of each.")] = False,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Recommend products that the customer can buy now: new to them, or due to be bought again."""
    from app.copilot import open_copilot
    from tools.customer import recommendations

    with open_copilot(home, as_of).view() as view:
        found = recommendations(view, customer_id, k)
    if as_json:
        output.print_json(found)
        return
    sized = any(item.variant_id for item in found.items)
    headers = ("product", "name", *(("variant",) if sized else ()), "score", "model", *(("why",) if why else ()))
    rows = [
        (
            item.product_id, item.name, *((item.variant_id or "",) if sized else ()), round(item.score, 4), item.model,
            *((item.why,) if why else ()),
        )
        for item in found.items
    ]  # fmt: skip
    output.table(f"For {customer_id} as of {found.as_of}", headers, rows)
    for remark in (found.shortage, found.remark):
        if remark:
            output.note(remark)


def _facts(card: CustomerCard) -> list[tuple[str, str, str]]:
    """Return the portrait as rows of words: every figure with the rows of the shop that it rests on."""
    from render.values import shown

    greeting = ", ".join(f"{language}: {name or '(neutral)'}" for language, name in card.greeting.items())
    rows = [("as of", card.as_of, ""), ("greeting", greeting, "customers")]
    if card.portrait is None:
        return rows
    rows += [(what, getattr(card.portrait, what), "customers") for what in ("country", "language")]
    for item in card.portrait.evidence:
        first = item.source
        for role, value in item.fields.items():
            rows.append((role.replace("_", " "), shown(value, "en"), first))
            first = '"'
    return rows
