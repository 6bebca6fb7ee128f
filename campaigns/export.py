"""Exports of a finished run: `.eml` files for e-mail, a CSV for SMS and WeCom. Only what the guard allowed leaves.

Consent and suppression are read again: who opted out since the run is left out and counted. Nothing is sent here.
"""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from render.email import render_email
from render.eml import build_eml, cid_source
from shop.consent import eligible
from shop.home import PRIVATE_DIR, PRIVATE_FILE, Home
from shop.people import customers
from shop.record import Record
from shop.types import Customer, Message

if TYPE_CHECKING:
    from shop.store.view import ShopView

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Exported(Record):
    """What left, and what did not: `held` by the guard, `unreachable` since the run."""

    folder: str
    written: int
    held: int
    unreachable: int


def export_messages(
    view: ShopView, state: sqlite3.Connection, messages: Sequence[Message], home: Home, folder: Path
) -> Exported:
    """Write the allowed messages for whatever will send them, replacing an earlier export."""
    allowed = [message for message in messages if message.verdict.outcome == "allow"]
    reachable: set[tuple[str, str]] = set()
    for channel in sorted({message.channel for message in allowed}):
        ids = [message.customer_id for message in allowed if message.channel == channel]
        reachable |= {(channel, id_) for id_ in eligible(view, state, ids, channel).ids}
    leaving = [message for message in allowed if (message.channel, message.customer_id) in reachable]
    people = customers(view, [message.customer_id for message in leaving])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=PRIVATE_DIR)
    _mails(view, [message for message in leaving if message.channel == "email"], people, home, folder)
    _texts([message for message in leaving if message.channel != "email"], people, folder)
    return Exported(
        folder=str(folder),
        written=len(leaving),
        held=len(messages) - len(allowed),
        unreachable=len(allowed) - len(leaving),
    )


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
            writer.writerow([plain_cell(cell) for cell in cells])


def plain_cell(text: str) -> str:
    """Return the text so that a spreadsheet shows it and never runs it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
