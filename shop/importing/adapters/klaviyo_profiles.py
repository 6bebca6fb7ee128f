"""People as Klaviyo exports them: profiles of a list or segment, and suppressed profiles.

Profiles: Email, Klaviyo ID, First Name, Last Name, Phone Number, City, Country, Locale, Timezone, Source, Birthday,
Tags, Email Marketing Consent and SMS Marketing Consent (SUBSCRIBED, UNSUBSCRIBED, NEVER_SUBSCRIBED) each with a
Timestamp, Profile Created On, Email Suppressions; in older exports Email Marketing, Accepts Marketing and $consent
(a list such as ["email", "sms"]). Other columns are the shop's own properties.

Suppressions: Email, Reason (HARD_BOUNCE, USER_SUPPRESSED …), Date; a file with the column Email alone counts when its
name says that it holds suppressions.

The contract dates all consents of a person at once. The date is taken over only where every channel that was decided
is subscribed and dated, and then the earliest; otherwise none is, since a date that is too late would outweigh an
unsubscribe.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from shop.clock import zone_named
from shop.importing.adapters.address_book import AddressBook, key_of
from shop.importing.adapters.exports import Cell, Export
from shop.importing.contract import RawRow, RawSuppression, RawTable
from shop.importing.dates import moment_reader
from shop.importing.reading import Unreadable

_READ = {
    "first_name": ("First Name",), "last_name": ("Last Name",), "email": ("Email", "Email Address"),
    "phone": ("Phone Number", "Phone"), "language": ("Locale", "Language"), "country": ("Country",),
    "city": ("City",), "zone": ("Timezone", "Time Zone"), "birthday": ("Birthday", "Date of Birth"),
    "joined_at": ("Profile Created On", "Created", "Date Added"), "acquisition": ("Source",), "tags": ("Tags",),
}  # fmt: skip
_EMAIL_CONSENT = ("Email Marketing Consent", "Email Marketing", "Accepts Marketing")
_SMS_CONSENT = ("SMS Marketing Consent", "SMS Marketing", "SMS Consent")
_EMAIL_DATE = ("Email Marketing Consent Timestamp", "Email Consent Timestamp", "Consent Timestamp")
_SMS_DATE = ("SMS Marketing Consent Timestamp", "SMS Consent Timestamp")
_LISTED = ("$consent", "Consent")
_REASON = ("Reason", "Suppression Reason")
_DATE = ("Date", "Suppressed At", "Suppression Date", "Timestamp")
COLUMNS_READ = (
    "Klaviyo ID", *(header for headers in _READ.values() for header in headers), *_EMAIL_CONSENT, *_SMS_CONSENT,
    *_EMAIL_DATE, *_SMS_DATE, *_LISTED, "Email Suppressions",
)  # fmt: skip
SUPPRESSION_COLUMNS_READ = ("Email", "Email Address", *_REASON, *_DATE)
_UNDECIDED = {"never_subscribed", "never subscribed", "neversubscribed"}
_IN, _OUT = "opted_in", "opted_out"
_NOT_SUPPRESSED = {"", "[]", "none", "no", "false"}


def is_profiles(export: Export) -> bool:
    """Tell profiles by their headers."""
    return any(export.has(header) for header in (*_READ["email"], *_READ["phone"]))


def is_suppressions(export: Export) -> bool:
    """Tell suppressions by a reason beside the address, or by the name of the file."""
    addressed = any(export.has(header) for header in _READ["email"])
    named = "suppress" in export.name.casefold()
    return addressed and (named or (any(map(export.has, _REASON)) and any(map(export.has, _DATE))))


def customers_table(export: Export, book: AddressBook, zone: str) -> RawTable:
    """Return the profiles; reading it fills the address book, by which events find their person."""
    columns = ("customer_id", *_READ, "email_consent", "sms_consent", "consent_at")
    return RawTable("customers", export.name, columns, _profiles(export, book, zone))


def _profiles(export: Export, book: AddressBook, zone: str) -> Iterator[RawRow]:
    stated = export.cell("Klaviyo ID")
    fields = {name: export.cell(*headers) for name, headers in _READ.items()}
    consents = _Consents(export, zone)
    for row in export.rows():
        if row.problem:
            yield row
            continue
        found = {name: read(row.cells) for name, read in fields.items()}
        key = key_of(stated(row.cells), found["email"], found["phone"])
        book.add(key, found["email"], found["phone"])
        yield RawRow(row.number, [key, *found.values(), *consents.of(row.cells)])


class _Consents:
    """Reads both consents of a profile and the one date that may be told of them."""

    def __init__(self, export: Export, zone: str) -> None:
        self.states = (export.cell(*_EMAIL_CONSENT), export.cell(*_SMS_CONSENT))
        self.dates = (export.cell(*_EMAIL_DATE), export.cell(*_SMS_DATE))
        self.listed = export.cell(*_LISTED)
        self.moment = moment_reader(zone_named(zone))

    def of(self, cells: list[str]) -> tuple[str, str, str]:
        """Return the states of e-mail and SMS, and the date in ISO form (empty where none may be told)."""
        listed = self.listed(cells).casefold()
        email, sms = (
            _state(read(cells)) or (_IN if channel in _words(listed) else "")
            for channel, read in zip(("email", "sms"), self.states, strict=True)
        )
        decided = [
            date for state, date in ((email, self.dates[0]), (sms, self.dates[1])) if state not in ("", "unknown")
        ]
        all_in = {email, sms} <= {_IN, "", "unknown"}
        return email, sms, self._earliest(cells, decided) if all_in else ""

    def _earliest(self, cells: list[str], dates: list[Cell]) -> str:
        moments: list[datetime] = []
        for date in dates:
            try:
                moment = self.moment(date(cells))
            except Unreadable:
                moment = None
            if moment is None:
                return ""
            moments.append(moment)
        return f"{min(moments).isoformat()}+00:00" if moments else ""


def _state(cell: str) -> str:
    """Return the state in the contract's words; words that are not Klaviyo's are left to the import."""
    word = cell.casefold()
    if word in _UNDECIDED:
        return "unknown"
    return {"subscribed": _IN, "subscribe": _IN, "true": _IN, "yes": _IN}.get(word) or (
        {"unsubscribed": _OUT, "unsubscribe": _OUT, "false": _OUT, "no": _OUT}.get(word, word)
    )


def _words(listed: str) -> set[str]:
    return {word.strip(" []'\"") for word in listed.split(",")}


def suppressions(export: Export) -> Iterator[RawSuppression]:
    """Yield every row of a suppression export. A row that cannot be read is yielded as an address that is none."""
    email, reason, date = (export.cell(*headers) for headers in (_READ["email"], _REASON, _DATE))
    for row in export.rows():
        if row.problem and row.number:
            yield RawSuppression("email", " | ".join(row.cells)[:200], row.problem, "", export.name, row.number)
        elif not row.problem:
            said = f"klaviyo: {reason(row.cells) or 'suppressed'}"
            yield RawSuppression("email", email(row.cells), said, date(row.cells), export.name, row.number)


def suppressed_profiles(export: Export) -> Iterator[RawSuppression]:
    """Yield the profiles whose column Email Suppressions is filled."""
    email, marked = export.cell(*_READ["email"]), export.cell("Email Suppressions")
    for row in export.sound_rows():
        why = marked(row.cells)
        if why.casefold() not in _NOT_SUPPRESSED and email(row.cells):
            said = f"klaviyo: {', '.join(_suppression_reasons(why))}"
            yield RawSuppression("email", email(row.cells), said, "", f"{export.name} (suppressed)", row.number)


def _suppression_reasons(cell: str) -> list[str]:
    try:
        found = json.loads(cell.replace("'", '"'))
    except ValueError:
        return [cell]
    return [str(part) for part in found] if isinstance(found, list) else [cell]
