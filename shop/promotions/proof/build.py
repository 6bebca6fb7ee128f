"""Builds the Pricing from the chosen chain: amounts by line, explanations, gifts, deposit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from shop.promotions.combine import Hit, Solution
from shop.promotions.context import OfferContext
from shop.promotions.ground import Ground
from shop.promotions.proof.records import (
    AppliedPromotion,
    CodeEntered,
    GiftLine,
    NotApplied,
    PresalePlan,
    PricedLine,
    PricedShipping,
    Pricing,
    Share,
)
from shop.promotions.proof.steps import steps
from shop.promotions.reasons import sentences
from shop.record import LANGUAGES, Language
from shop.types import Promotion
from shop.types.promotion import CodeCondition
from shop.types.promotion.condition import leaves


def pricing_of(
    solution: Solution,
    ground: Ground,
    context: OfferContext,
    promotions: Sequence[Promotion],
    not_applied: Iterable[NotApplied],
) -> Pricing:
    """Write down the solution in the order of the basket."""
    hits, split = solution.chain.hits, len(ground.lines)
    taken = [before - after for before, after in zip(ground.original, solution.chain.state.left, strict=True)]
    applied = tuple(_applied(hit, ground, context) for hit in hits)
    presale = _presale(solution, ground)
    money = ground.money
    return Pricing(
        currency=ground.currency,
        lines=_lines(ground, taken, hits),
        shipping=_shipping(ground, taken, hits),
        gifts=tuple(gift for hit in hits for gift in _gifts(hit)),
        applied=applied,
        not_applied=tuple(sorted(not_applied, key=lambda item: item.promotion_id)),
        codes=tuple(_entered(code, promotions, hits, context) for code in dict.fromkeys(context.codes)),
        total_before=money(sum(ground.original[:split])),
        discount=money(sum(taken[:split])),
        total_after=money(sum(solution.chain.state.left[:split])),
        shipping_before=money(sum(ground.original[split:])),
        shipping_discount=money(sum(taken[split:])),
        shipping_after=money(sum(solution.chain.state.left[split:])),
        external_discount=sum((item.amount for item in applied if item.external), money(0)),
        payable=money(solution.chain.payable()),
        presale=presale,
        steps=steps(ground, applied, {item.id: item.name for item in promotions}, presale),
        method=solution.method,
    )


def _lines(ground: Ground, taken: Sequence[int], hits: Sequence[Hit]) -> tuple[PricedLine, ...]:
    places = {ground.origin[place]: place for place in range(len(ground.lines))}
    return tuple(
        PricedLine(
            product_id=line.product_id,
            variant_id=line.variant_id,
            quantity=line.quantity,
            unit_price=line.unit_price.quantize(ground.unit),
            discount=ground.money(taken[places[number]]),
            total=ground.money(ground.original[places[number]] - taken[places[number]]),
            shares=_shares(places[number], hits, ground),
        )
        for number, line in enumerate(ground.basket.lines)
    )


def _shipping(ground: Ground, taken: Sequence[int], hits: Sequence[Hit]) -> tuple[PricedShipping, ...]:
    places = {ground.origin[place]: place for place in range(len(ground.lines), len(taken))}
    return tuple(
        PricedShipping(
            method=item.method,
            amount=item.amount.quantize(ground.unit),
            discount=ground.money(taken[places[number]]),
            total=ground.money(ground.original[places[number]] - taken[places[number]]),
            shares=_shares(places[number], hits, ground),
        )
        for number, item in enumerate(ground.basket.shipping)
    )


def _shares(place: int, hits: Sequence[Hit], ground: Ground) -> tuple[Share, ...]:
    return tuple(
        Share(promotion_id=hit.plan.id, amount=ground.money(hit.shares[place])) for hit in hits if place in hit.shares
    )


def _applied(hit: Hit, ground: Ground, context: OfferContext) -> AppliedPromotion:
    promotion, split = hit.plan.promotion, len(ground.lines)
    return AppliedPromotion(
        promotion_id=promotion.id,
        code=next((code for code in context.codes if code in _codes(promotion, context)), ""),
        external=bool(promotion.external),
        base=ground.money(hit.moves[0].base),
        amount=ground.money(hit.amount()),
        shipping=ground.money(sum(share for place, share in hit.shares.items() if place >= split)),
        explanation=_explanation(hit, ground),
    )


def _explanation(hit: Hit, ground: Ground) -> dict[Language, str]:
    """One sentence per effect, and one where a limit cut it short."""
    said: list[dict[Language, str]] = []
    for move in hit.moves:
        amounts = {"base": _shown(ground.money(move.base)), "amount": _shown(ground.money(move.amount()))}
        said.append(sentences("applied", move.key, {**move.words, **amounts, "currency": ground.currency}))
    if hit.limited:
        values = {"amount": _shown(ground.money(hit.amount())), "currency": ground.currency}
        said.append(sentences("applied", f"limited_{hit.limited}", values))
    return {language: " ".join(words[language] for words in said) for language in LANGUAGES}


def _gifts(hit: Hit) -> Iterable[GiftLine]:
    for move in hit.moves:
        for gift in move.gifts:
            yield GiftLine(
                promotion_id=hit.plan.id,
                product_id=gift.product_id,
                variant_id=gift.variant_id,
                quantity=gift.quantity,
            )


def _presale(solution: Solution, ground: Ground) -> PresalePlan | None:
    for hit in solution.chain.hits:
        for move in hit.moves:
            if move.deposit:
                paid = sum(move.deposit.amounts.values())
                return PresalePlan(
                    promotion_id=hit.plan.id,
                    deposit=ground.money(paid),
                    balance=ground.money(solution.chain.payable() - paid),
                    balance_from=move.deposit.balance_from,
                    balance_until=move.deposit.balance_until,
                )
    return None


def _entered(code: str, promotions: Sequence[Promotion], hits: Sequence[Hit], context: OfferContext) -> CodeEntered:
    known = tuple(sorted(promotion.id for promotion in promotions if code in _codes(promotion, context)))
    used = {hit.plan.id for hit in hits}.intersection(known)
    if used:
        return CodeEntered(code=code, status="applied", promotion_ids=tuple(sorted(used)))
    return CodeEntered(code=code, status="not_applied" if known else "unknown", promotion_ids=known)


def _codes(promotion: Promotion, context: OfferContext) -> set[str]:
    """The codes that bring the promotion."""
    if promotion.code_pool:
        return {code for code, pool in context.pool_of.items() if pool == promotion.code_pool}
    asked = {code for leaf in leaves(promotion.when) if isinstance(leaf, CodeCondition) for code in leaf.codes}
    return asked | ({promotion.code} if promotion.code else set())


def _shown(amount: Decimal) -> str:
    return format(amount, "f")
