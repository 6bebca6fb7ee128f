"""Exports of a finished run: `.eml` files for e-mail, a CSV for SMS and WeCom. Only what the guard allowed leaves.

Consent and suppression are read again: who opted out since the run is left out and counted. So are the facts: a message
that states another price, stock, offer or code than holds now is stale and stays. Nothing is sent here.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from campaigns.folders import replaced
from campaigns.freshness import Why, stale
from campaigns.offers import settle_offers
from campaigns.plan import CampaignPlan
from render.email import render_email
from render.eml import build_eml, cid_source
from shop.consent import ConsentBasis, may_be_sent
from shop.consent import basis as consent_basis
from shop.home import PRIVATE_FILE, Home
from shop.people import customers
from shop.record import Channel, Record
from shop.types import Customer, Message, ShopInfo

if TYPE_CHECKING:
    from shop.store.view import ShopView

_Bases = dict[tuple[Channel, str], ConsentBasis]
"""By channel and customer id."""

_PHONE = re.compile(r"\+?[0-9]{5,20}")
"""A number to send to: it must stay as it is, and a sign with digits alone computes nothing."""
NO_ONE_CLICK = (
    "The link to unsubscribe opens a page: whatever sends the files must add its own one-click header"
    " (List-Unsubscribe-Post, RFC 8058)."
)
ASSUMED_PAGE = (
    "The page to unsubscribe, {page}, is assumed: check that it exists, or set unsubscribe_url in shop.json"
    " ({{customer_id}} in it stands for the recipient)."
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Exported(Record):
    """What left, and what did not: `held` by the guard, `unreachable` since the run, `stale`, and every `demo_contact`.

    `stale_because` counts by what no longer holds: price, stock, offer, code, product, or the reason for writing.
    A demo contact is a synthetic address of a public data set: it may be written for, and nothing is sent to it.
    """

    folder: str
    written: int
    held: int
    unreachable: int
    demo_contact: int = 0
    stale: int = 0
    stale_because: dict[Why, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What whoever sends the files must still do."""


def export_messages(
    view: ShopView,
    state: sqlite3.Connection,
    plan: CampaignPlan,
    messages: Sequence[Message],
    home: Home,
    folder: Path,
    now: datetime | None = None,
) -> Exported:
    """Write the allowed messages for whatever will send them, replacing an earlier export and nothing else.

    Their offers are given for good first, at the moment `now` (None: that of the view): a crash in between wastes an
    offer and gives none twice. A message whose offer nobody holds any more is stale.
    """
    allowed = [message for message in messages if message.verdict.outcome == "allow"]
    allows = _bases(view, state, allowed)
    reachable = [message for message in allowed if (message.channel, message.customer_id) in allows]
    old = stale(view, state, plan, reachable)
    fresh_ones = [message for message in reachable if message.id not in old]
    people = customers(view, [message.customer_id for message in fresh_ones])
    sendable = [message for message in fresh_ones if _may_leave(message, people, allows)]
    gone = settle_offers(view, state, plan.id, sendable, now or view.at)
    leaving = [message for message in sendable if message.id not in gone]
    old |= gone
    with replaced(folder) as fresh:
        _mails(view, [message for message in leaving if message.channel == "email"], people, home, fresh)
        _texts([message for message in leaving if message.channel != "email"], people, fresh)
    return Exported(
        folder=str(folder),
        written=len(leaving),
        held=len(messages) - len(allowed),
        unreachable=len(allowed) - len(reachable),
        demo_contact=len(fresh_ones) - len(sendable),
        stale=len(old),
        stale_because=dict(sorted(Counter(old.values()).items())),
        notes=_notes(view.shop) if any(message.channel == "email" for message in leaving) else (),
    )


def _notes(shop: ShopInfo) -> tuple[str, ...]:
    if shop.unsubscribe_url:
        return (NO_ONE_CLICK,)
    return (NO_ONE_CLICK, ASSUMED_PAGE.format(page=shop.unsubscribe_page("")))


def _bases(view: ShopView, state: sqlite3.Connection, messages: Sequence[Message]) -> _Bases:
    """Return what allows to write to each recipient who may still be contacted, read again."""
    found: _Bases = {}
    for channel in sorted({message.channel for message in messages}):
        ids = [message.customer_id for message in messages if message.channel == channel]
        found |= {(channel, id_): basis for id_, basis in consent_basis(view, state, ids, channel).items()}
    return found


def _may_leave(message: Message, people: Mapping[str, Customer], allows: _Bases) -> bool:
    person = people[message.customer_id]
    return may_be_sent(allows[message.channel, person.id], person.address(message.channel))


def _mails(
    view: ShopView, messages: Sequence[Message], people: Mapping[str, Customer], home: Home, folder: Path
) -> None:
    host = view.shop.sender.email.rpartition("@")[2] or "localhost"
    source = cid_source(home.media)
    for message in messages:
        rendered = render_email(message, view.shop.sender, view.shop, picture_src=source)
        content = build_eml(
            message,
            rendered,
            recipient=people[message.customer_id].email,
            sender=view.shop.sender,
            message_id=f"{message.id}@{host}",
            date=view.at,
            media=home.media,
        )
        path = folder / f"{message.id}.eml"
        path.touch(mode=PRIVATE_FILE)
        path.write_bytes(content)


def _texts(messages: Sequence[Message], people: Mapping[str, Customer], folder: Path) -> None:
    if not messages:
        return
    path = folder / "messages.csv"
    path.touch(mode=PRIVATE_FILE)
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("message_id", "customer_id", "channel", "address", "text"))
        for message in messages:
            address = people[message.customer_id].address(message.channel)
            cells = (message.id, message.customer_id, message.channel, address, message.copy_.text)
            writer.writerow([cell if _PHONE.fullmatch(cell) else plain_cell(cell) for cell in cells])


def plain_cell(text: str) -> str:
    """Return the text so that a spreadsheet shows it and never runs it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
