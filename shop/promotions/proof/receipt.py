"""A Pricing as a receipt for people, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from unicodedata import east_asian_width

from shop.promotions.proof.records import Pricing
from shop.promotions.reasons import sentences
from shop.record import Language


def receipt(pricing: Pricing, language: Language) -> str:
    """Return the lines, the way to the price to pay, and every promotion that did not apply with what is missing."""
    return "\n".join(_rows(pricing, language)) + "\n"


def _rows(pricing: Pricing, language: Language) -> Iterator[str]:
    for line in pricing.lines:
        name = f"{line.product_id} {line.variant_id}".strip()
        yield _row(f"{line.quantity} × {name} @ {line.unit_price}", line.total + line.discount, -line.discount)
    for gift in pricing.gifts:
        yield _row(f"{gift.quantity} × {f'{gift.product_id} {gift.variant_id}'.strip()}", pricing.payable * 0)
    yield ""
    applied = {item.promotion_id: item.explanation[language] for item in pricing.applied}
    for step in pricing.steps:
        yield _row(step.words[language], step.amount)
        if step.kind in ("promotion", "platform"):
            yield f"    [{step.promotion_id}] {applied[step.promotion_id]}"
    yield ""
    yield f"{_say('method', language)}: {pricing.method} · {pricing.currency}"
    for code in pricing.codes:
        if code.status == "unknown":
            yield _say("unknown_code", language, code=code.code)
    if pricing.not_applied:
        yield f"{_say('not_applied', language)}:"
    for item in pricing.not_applied:
        yield f"  {item.promotion_id}: {' '.join(reason.words[language] for reason in item.reasons)}"


def _row(text: str, amount: Decimal, off: Decimal = Decimal(0)) -> str:
    wide = sum(east_asian_width(sign) in "WF" for sign in text)
    return f"{text:<{52 - wide}} {amount:>12}" + (f" {off:>12}" if off else "")


def _say(key: str, language: Language, **values: str) -> str:
    return sentences("step", key, values)[language]
