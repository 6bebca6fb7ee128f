"""`copilot promo`: what promotions there are, who may have them, checking a file, pricing a case."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from interfaces.cli import options, output
from interfaces.cli.promotion_files import stop_at, text_of
from interfaces.cli.promotion_replay import simulate

if TYPE_CHECKING:
    from shop.record import Channel

app = typer.Typer(help="Promotions: what there is, who may have it, and what a basket costs.", no_args_is_help=True)
app.command("simulate")(simulate)


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
            "paused" if item.policy.paused else state(item.policy.starts_at, item.policy.ends_at),
        )
        for item in found
    ]
    output.table(f"Promotions as of {at.isoformat()}", ("id", "name", "kind", "code", "starts", "ends", "state"), rows)


@app.command("eligible")
def eligible(
    customer_id: Annotated[str, typer.Argument(help="The customer's id; left out: everybody is counted.")] = "",
    segment: Annotated[str, typer.Option(help="Count the members of this segment.")] = "",
    channel: Annotated[str, typer.Option(help="email, sms or wecom.")] = "email",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Say for each promotion whether the customer may have it, and if not, why; or how many customers may.

    Uses, days and budgets over all customers are not counted here. Uses per customer are seen from the codes on orders.
    """
    from app.copilot import open_copilot
    from shop.errors import InvalidInput
    from tools.customer import eligible_promotions

    if customer_id and segment:
        raise InvalidInput("A customer and a segment were named.", hint="Name one of them.")
    if not customer_id:
        _count_eligible(segment, options.channel(channel), options.Common(home, as_of, as_json))
        return
    with open_copilot(home, as_of).view() as view:
        found = eligible_promotions(view, customer_id, options.channel(channel))
    if as_json:
        output.print_json(found)
        return
    rows = [(item.promotion_id, "yes" if item.eligible else "no", "; ".join(item.why_not)) for item in found]
    output.table(f"Promotions for {customer_id}", ("promotion", "eligible", "why not"), rows)


def _count_eligible(segment: str, channel: Channel, common: options.Common) -> None:
    from app.copilot import open_copilot
    from app.promotions import audience

    found = audience(open_copilot(common.home, common.as_of), channel, segment)
    if common.as_json:
        output.print_json(found)
        return
    rows = [
        (item.promotion_id, item.eligible, "; ".join(f"{kind}: {count:,}" for kind, count in item.why_not.items()))
        for item in found.promotions
    ]
    title = f"Promotions for {found.customers:,} customers{f' of {segment}' if segment else ''} as of {found.as_of}"
    output.table(title, ("promotion", "eligible", "why not"), rows)


@app.command("offers")
def offers_(
    segment: Annotated[str, typer.Option(help="Look at the members of this segment.")] = "",
    ids: Annotated[Path | None, typer.Option(help="Look at the customers of this file of ids.")] = None,
    channel: Annotated[str, typer.Option(help="email, sms or wecom.")] = "email",
    reason: Annotated[str, typer.Option(help="For messages with this reason; auto: each one's strongest.")] = "auto",
    limit: Annotated[int | None, typer.Option(min=1, help="Look at so many customers at most.")] = None,
    language: Annotated[str, typer.Option(help="Language of the reasons: en or zh.")] = "en",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Say what each customer would be offered and why: expected values, alternatives, and what was not open.

    Nothing is reserved. A campaign writes the same beside its messages (offers.jsonl).
    """
    from app.copilot import open_copilot
    from app.offers import Audience, shown_offers
    from shop.offers.explained import told

    audience = Audience(segment=segment, ids=ids, limit=limit)
    found = shown_offers(open_copilot(home, as_of), audience, options.channel(channel), options.reason(reason))
    if as_json:
        output.print_json(found)
        return
    spoken = options.language(language) or "en"
    for choice in found.choices:
        output.say(told(choice, spoken))
    counts = ", ".join(f"{count} {why.replace('_', ' ')}" for why, count in found.left_out.items())
    output.say(f"As of {found.as_of}: {len(found.choices)} looked at" + (f"; no message: {counts}." if counts else "."))


@app.command("validate")
def validate_(
    file: Annotated[Path | None, typer.Argument(help="A promotions.json, of version 1 or 2.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of version 2 instead.")] = False,
    as_json: options.Json = False,
) -> None:
    """Check a promotions.json: every problem with its JSON path. Exit status 1 when there is any."""
    from shop.errors import InvalidInput
    from shop.promotions import read

    if schema:
        schema_("promotions")
        return
    if file is None:
        raise InvalidInput("No file was named.", hint="Name a promotions.json, or ask for --schema.")
    found = read(text_of(file))
    problems = found if isinstance(found, list) else []
    if as_json:
        count = 0 if isinstance(found, list) else len(found)
        output.print_json({"file": str(file), "valid": not problems, "promotions": count, "problems": problems})
    elif not problems:
        output.say(f"{file}: {len(found)} promotions, no problems.")
    stop_at(problems, as_json=as_json)


@app.command("schema")
def schema_(
    what: Annotated[str, typer.Argument(help="promotions, case, pricing, or reference (Markdown).")] = "promotions",
) -> None:
    """Print a JSON schema, or the reference of all fields."""
    from shop.errors import InvalidInput
    from shop.promotions import Case, Pricing
    from shop.promotions.document import schema
    from shop.promotions.document.reference import reference

    if what == "reference":
        output.say(reference())
    elif what == "promotions":
        output.print_json(schema())
    elif what in ("case", "pricing"):
        mode: Literal["validation", "serialization"] = "validation" if what == "case" else "serialization"
        output.print_json((Case if what == "case" else Pricing).model_json_schema(mode=mode))
    else:
        raise InvalidInput(f"{what!r} has no schema.", hint="Choose one of: promotions, case, pricing, reference.")


@app.command("price")
def price_(
    file: Annotated[Path, typer.Option("--file", help="A case: promotions, basket, moment (see docs/promotions.md).")],
    language: Annotated[str, typer.Option(help="Language of the receipt: en or zh.")] = "en",
    as_json: options.Json = False,
) -> None:
    """Price the basket of a case, and prove it: what every promotion takes off where, and why others do not apply."""
    from shop.promotions import read_case, receipt

    spoken = options.language(language) or "en"
    case = read_case(text_of(file))
    if isinstance(case, list):
        if as_json:
            output.print_json({"file": str(file), "valid": False, "problems": case})
        stop_at(case, as_json=as_json)
        return
    pricing = case.price()
    if as_json:
        output.print_json(pricing)
    else:
        output.say(receipt(pricing, spoken))
