"""A customer and what they allowed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from shop.record import Channel, Id, Moment, Record

ConsentState = Literal["opted_in", "opted_out", "unknown"]


class Consent(Record):
    """One statement about one channel: its state, where it came from, when, and the wording that was shown."""

    channel: Channel
    state: ConsentState
    source: str
    given_at: Moment | None = None
    wording: str = ""


class Customer(Record):
    """A person known to the shop. Names are as imported; `greeting_name` of portraits decides what may be used."""

    id: Id
    first_name: str = ""
    last_name: str = ""
    nickname: str = ""
    email: str = ""
    phone: str = ""
    wecom_id: str = ""
    language: str = ""
    country: str = ""
    city: str = ""
    zone: str = ""
    birthday: date | None = None
    joined_at: Moment | None = None
    acquisition: str = ""
    tier: str = ""
    tags: tuple[str, ...] = ()
    staff_owner: str = ""
    objects_to_profiling: bool = False
    consents: tuple[Consent, ...] = ()

    def address(self, channel: Channel) -> str:
        """Return the address used on `channel`: an e-mail address, a phone number or a WeCom id."""
        return {"email": self.email, "sms": self.phone, "wecom": self.wecom_id}[channel]
