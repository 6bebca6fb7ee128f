"""A choice as it is shown and kept: what was offered, every candidate with its figures, and why, in both languages."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from shop.offers.offer import Candidate, Choice
from shop.offers.response import Response
from shop.offers.words import said
from shop.record import Id, Language, Record

_PLACES = Decimal("0.0001")


class Expected(Record):
    """The share that is expected to order, what it rests on (`assumed`: on nothing measured), and that in words."""

    rate: Decimal
    basis: str
    written_to: int
    ordered: int
    words: dict[Language, str]


class Reason(Record):
    """Why a candidate was not open, with a code for machines."""

    kind: str
    code: str
    words: dict[Language, str]


class Weighed(Record):
    """One candidate; an empty id is no offer. Amounts are of one unit, as shop.offers.offer.Candidate says."""

    promotion_id: str
    currency: str
    expected: Expected | None = None
    discount: Decimal
    margin: Decimal
    contact: Decimal
    value: Decimal
    because: tuple[Reason, ...] = ()


class OfferChoice(Record):
    """What one customer is offered ("" for nothing), and what else was weighed."""

    customer_id: Id
    promotion_id: str
    code: str = ""
    why: dict[Language, str]
    candidates: tuple[Weighed, ...] = Field(default=())


def offer_choice(choice: Choice) -> OfferChoice:
    """Return the choice as a record."""
    offer = choice.offer
    return OfferChoice(
        customer_id=choice.customer_id,
        promotion_id=offer.promotion.id if offer else "",
        code=offer.code if offer else "",
        why=choice.why,
        candidates=tuple(map(_weighed, choice.candidates)),
    )


def _weighed(candidate: Candidate) -> Weighed:
    return Weighed(
        promotion_id=candidate.promotion_id,
        currency=candidate.currency,
        expected=_expected(candidate.response) if candidate.response else None,
        discount=candidate.discount,
        margin=candidate.margin.quantize(_PLACES),
        contact=candidate.contact.quantize(_PLACES),
        value=candidate.value,
        because=tuple(Reason(kind=one.kind, code=one.code, words=one.words) for one in candidate.because),
    )


def _expected(response: Response) -> Expected:
    return Expected(
        rate=response.rate,
        basis=response.basis,
        written_to=response.tries.n,
        ordered=response.tries.s,
        words=said("basis", response.basis, n=response.tries.n, s=response.tries.s),
    )


def told(choice: OfferChoice, language: Language) -> str:
    """Return a choice as lines to read: what and why, then every candidate that was weighed or struck out."""
    head = f"{choice.customer_id}: {choice.promotion_id or '-'} {choice.code}".rstrip()
    return "\n".join((f"{head}  {choice.why[language]}", *(_line(one, language) for one in choice.candidates)))


def _line(one: Weighed, language: Language) -> str:
    name = one.promotion_id or {"en": "no offer", "zh": "不给优惠"}[language]
    closed = "; ".join(reason.words[language] for reason in one.because)
    if one.expected is None:
        return f"    {name}: {closed}"
    figures = f"{one.expected.rate:.4f} x {one.margin:f} - {one.contact:f} = {one.value:f} {one.currency}"
    return f"    {name}: {figures} ({one.expected.words[language]})" + (f" [{closed}]" if closed else "")
