"""`copilot promo list` and `copilot promo eligible CUSTOMER`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from interfaces.cli import options, output

app = typer.Typer(help="Promotions: what there is, and who may have it.", no_args_is_help=True)


@app.command("list")
def list_(home: options.Home = None, as_of: options.AsOf = None, as_json: options.Json = False) -> None:
    """List the promotions with their window."""
    from app.copilot import open_copilot
    from shop.promotions import load

    with open_copilot(home, as_of).view() as view:
        found = load(view)
        at = view.at
    if as_json:
        output.print_json({"as_of": at.isoformat(), "promotions": found})
        return

    def state(starts: datetime | None, ends: datetime | None) -> str:
        return "not yet" if starts and starts > at else "over" if ends and ends <= at else "running"

    rows = [
        (
            item.id,
            next(iter(item.name.values())),
            " + ".join(effect.kind for effect in item.effects),
            item.code or (f"pool {item.code_pool}" if item.code_pool else "automatic"),
            item.policy.starts_at.date() if item.policy.starts_at else "",
            item.policy.ends_at.date() if item.policy.ends_at else "",
            state(item.policy.starts_at, item.policy.ends_at),
        )
        for item in found
    ]
    output.table(f"Promotions as of {at.isoformat()}", ("id", "name", "kind", "code", "starts", "ends", "state"), rows)


@app.command("eligible")
def eligible(
    customer_id: Annotated[str, typer.Argument(help="The customer's id.")],
    channel: Annotated[str, typer.Option(help="email, sms or wecom.")] = "email",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Say for each promotion whether the customer may have it, and if not, why."""
    from app.copilot import open_copilot
    from tools.customer import eligible_promotions

    with open_copilot(home, as_of).view() as view:
        found = eligible_promotions(view, customer_id, options.channel(channel))
    if as_json:
        output.print_json(found)
        return
    rows = [(item.promotion_id, "yes" if item.eligible else "no", "; ".join(item.why_not)) for item in found]
    output.table(f"Promotions for {customer_id}", ("promotion", "eligible", "why not"), rows)
