"""`copilot email|sms|wecom CUSTOMER`: one message with its evidence and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from shop.record import Channel
    from shop.types import Message

Customer = Annotated[str, typer.Argument(help="The customer's id.")]
Reason = Annotated[str, typer.Option(help="cart_left, price_fell … or auto: the customer's strongest reason.")]


def email(
    customer_id: Customer,
    reason: Reason = "auto",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Write one e-mail to a customer and show what proves it."""
    _one("email", customer_id, reason, options.Common(home, as_of, as_json))


def sms(
    customer_id: Customer,
    reason: Reason = "auto",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Write one SMS to a customer and show what proves it."""
    _one("sms", customer_id, reason, options.Common(home, as_of, as_json))


def wecom(
    customer_id: Customer,
    reason: Reason = "auto",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Write one WeCom message to a customer and show what proves it."""
    _one("wecom", customer_id, reason, options.Common(home, as_of, as_json))


def _one(channel: Channel, customer_id: str, reason: str, common: options.Common) -> None:
    from app.copilot import open_copilot
    from app.messages import one_message

    message = one_message(open_copilot(common.home, common.as_of), customer_id, channel, options.reason(reason))
    if common.as_json:
        output.print_json(message)
    else:
        print_message(message)
    if message.verdict.outcome != "allow":
        raise typer.Exit(1)


def print_message(message: Message) -> None:
    """Print the text, why now, the evidence and the verdict."""
    from render.values import shown

    output.note(f"engine {message.engine} · as of {message.as_of}{' · SAMPLE DATA' if message.sample else ''}")
    if message.copy_.subject:
        output.say(f"Subject: {message.copy_.subject}")
    output.say(message.copy_.text)
    output.say(f"\nWhy now: {message.why_now.text}")
    rows = [
        (item.id, field, shown(value, message.locale), item.source)
        for item in message.evidence
        for field, value in item.fields.items()
    ]
    output.table("Evidence", ("id", "field", "value", "source"), rows)
    passed = sum(check.passed for check in message.verdict.checks)
    output.say(f"Checks: {passed} of {len(message.verdict.checks)} passed; outcome: {message.verdict.outcome}")
    for finding in message.verdict.findings:
        output.say(f"- {finding.severity} {finding.rule}: {finding.claim!r} {finding.expected}")
