"""Who the shop is: identity, zone, currency, markets, and how it signs what it sends."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal
from urllib.parse import quote

from pydantic import Field

from shop.record import Id, Record
from shop.types.offer_rules import OfferRules
from shop.types.promotion import PricingRules


class Market(Record):
    """A country the shop sells to: its currency, the language it writes there, and whose law applies."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    language: str
    locale: str
    """Babel locale for money and dates, such as en_GB or zh_Hans_CN."""
    jurisdiction: str
    """Whose rules apply: US, UK, EU, DE, CA, CN … (see guard and shop/consent/regimes.toml)."""
    soft_opt_in: bool = False
    """True when the shop offers an opt-out where it collects the address of a sale: see shop/consent/regimes.toml."""
    prices: Literal["stated", "derived"] = "stated"
    """`derived`: computed from what was paid, because the shop states none. They order and compare, and say what can be
    bought; no message, offer or fact quotes them."""


class Sender(Record):
    """How messages are signed: identity that the law asks for, per channel."""

    name: str
    email: str = ""
    postal_address: str = ""
    sms_sign: str = ""
    """The text inside 【】 in front of a Chinese SMS."""


class ShopInfo(Record):
    """One shop. `currency` is the base currency in which customers are compared; `zone` is its IANA time zone."""

    id: Id
    name: str
    zone: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    url: str = ""
    unsubscribe_url: str = Field(
        default="", pattern=r"^$|^https://[^\s{}]+(?:\{customer_id\}[^\s{}]*)?$", max_length=500
    )
    """The page to unsubscribe; `{customer_id}` in it stands for the recipient. Empty: `url`/preferences is assumed, and
    exports say so."""
    languages: tuple[str, ...] = ("en",)
    markets: tuple[Market, ...] = ()
    rates: dict[str, Decimal] = Field(default_factory=dict)
    """Fixed exchange rates: one unit of the key in base currency. Used to compare customers, never in a text."""
    sender: Sender
    pricing: PricingRules = PricingRules()
    """How promotions combine, and the shop's own floors."""
    offers: OfferRules = OfferRules()
    """Whom what may be offered."""
    sample: bool = False
    """True for generated data: every output then says so."""
    live: bool = False
    """False: history, answered as of the end of its last event's day. True: answered as of now."""

    def unsubscribe_page(self, customer_id: Id) -> str:
        """Return the address that a message to this customer links to, or "" where the shop has no address at all."""
        if self.unsubscribe_url:
            return self.unsubscribe_url.replace("{customer_id}", quote(customer_id, safe=""))
        return f"{self.url.rstrip('/')}/preferences" if self.url else ""

    def market_of(self, country: str, language: str | None = None) -> Market | None:
        """Return the market of `country`, preferring one in `language`; the first market when unknown."""
        here = [market for market in self.markets if market.country == country] or list(self.markets[:1])
        spoken = [market for market in here if market.language == language]
        return next(iter(spoken or here), None)
