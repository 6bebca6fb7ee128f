"""Texts of the shop that may be quoted: reviews, policies, the brand book."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from shop.record import Id, Moment, Record


class Review(Record):
    """A customer's opinion, verbatim; `rating` is 1 to 5. `author` is the public name shown in the shop."""

    id: Id
    product_id: Id
    customer_id: str | None = None
    """Who wrote it, where the shop knows; nobody is quoted to themselves."""
    rating: int = Field(ge=1, le=5)
    body: str
    author: str = ""
    language: str = ""
    written_at: Moment | None = None


class Policy(Record):
    """A policy of the shop in one language, with the values that may be quoted from it."""

    id: Id
    language: str
    title: str
    version: str
    body: str
    facts: dict[str, str] = Field(default_factory=dict)
    """Values stated in the front matter, such as return_days: 30."""


class BrandLine(Record):
    """A sentence approved by the brand's owner; `id` is B1, B2 …"""

    id: str = Field(pattern=r"^B[1-9]\d*$")
    text: str
    owner: str = ""
    approved_on: date | None = None
    expires_on: date | None = None


class BrandBook(Record):
    """How the brand speaks in one language."""

    language: str
    brand: str
    voice: str
    address: Literal["", "你", "您"] = ""
    signature: str = ""
    """The person (or team) who signs."""
    sms_sign: str = ""
    lines: tuple[BrandLine, ...] = ()
    banned: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    version: str = ""


class Ticket(Record):
    """A customer's request to the service."""

    id: Id
    customer_id: str | None
    opened_at: Moment
    subject: str = ""
    body: str = ""
    status: str = ""
