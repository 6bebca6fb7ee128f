"""Amounts in words as amounts in the shop's base currency, with a note where something was taken for granted."""

from __future__ import annotations

from decimal import Decimal

from shop.segments.parsing.outcome import Refusal
from shop.segments.parsing.quantities import Cmp, Qty
from shop.types.shop_info import ShopInfo

_SIGNS = {"$": ("USD", "CAD", "AUD", "HKD"), "¥": ("CNY", "JPY")}


def in_base(qty: Qty, shop: ShopInfo, notes: list[str]) -> Decimal:
    """Return the amount in base currency; raises Refusal for a currency without a fixed rate."""
    currency = _currency(qty.unit, shop)
    if currency == shop.currency:
        return qty.value
    rate = shop.rates.get(currency)
    if rate is None:
        raise Refusal(
            f"Amounts are compared in {shop.currency}; there is no rate for {currency}: say it in {shop.currency}.",
            f"金额按 {shop.currency} 比较，店铺没有 {currency} 的汇率：请用 {shop.currency} 表述。",
            (currency,),
        )
    amount = (qty.value * rate).quantize(Decimal("0.01"))
    notes.append(f"{qty.value:f} {currency} = {amount:f} {shop.currency} at the shop's fixed rate {rate:f}")
    return amount


def _currency(unit: str, shop: ShopInfo) -> str:
    if not unit:
        return shop.currency
    meant = _SIGNS.get(unit, (unit,))
    return shop.currency if shop.currency in meant else meant[0]


def base_amounts(cmp: Cmp, shop: ShopInfo, notes: list[str]) -> Decimal | tuple[Decimal, Decimal]:
    """Return the value of a comparison of money, a pair for `between`."""
    low = in_base(cmp.low, shop, notes)
    return low if cmp.high is None else (low, in_base(cmp.high, shop, notes))
