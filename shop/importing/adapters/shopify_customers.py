"""The customers of Shopify's admin: customers_export.csv.

Customer ID (guarded by an apostrophe), First Name, Last Name, Email, Accepts Email Marketing (yes, no),
Default Address City / Province Code / Country Code …, Phone, Accepts SMS Marketing, Total Spent, Total Orders, Note,
Tax Exempt, Tags, and metafields as `NAME (customer.metafields.NAMESPACE.KEY)`. The template for importing has City,
Country Code and Country without "Default Address" and no Customer ID.

The key is the Customer ID, else the e-mail address, the phone, or a hash of name and address. Only `Phone` is the
customer's number that the SMS consent speaks of; `Default Address Phone` may be somebody else's and is not used.
The export has no dates of consent: its "yes" is an imported statement that a person has yet to vouch for, its "no"
does not tell never asked from unsubscribed and counts as an opt-out.
"""

from __future__ import annotations

from collections.abc import Iterator

from shop.importing.adapters.address_book import AddressBook, key_of
from shop.importing.adapters.exports import Export
from shop.importing.contract import RawRow, RawTable

_READ = {
    "first_name": ("First Name",),
    "last_name": ("Last Name",),
    "email": ("Email",),
    "phone": ("Phone",),
    "country": ("Default Address Country Code", "Country Code", "Default Address Country", "Country"),
    "city": ("Default Address City", "City"),
    "tags": ("Tags",),
    "email_consent": ("Accepts Email Marketing", "Accepts Marketing"),
    "sms_consent": ("Accepts SMS Marketing",),
}
_BIRTH_DATE = "(customer.metafields.facts.birth_date)"
_ADDRESS = ("Default Address Address1", "Address1", "Default Address Zip", "Zip")
_COLUMNS = ("Customer ID", *(header for headers in _READ.values() for header in headers), *_ADDRESS)


def columns_read(export: Export) -> list[str]:
    """Return the headers of which this module makes something."""
    return [*_COLUMNS, *_birthdays(export)]


def _birthdays(export: Export) -> list[str]:
    return [header for header in export.head.headers if header.casefold().endswith(_BIRTH_DATE)]


def customers_table(export: Export, book: AddressBook) -> RawTable:
    """Return the customers of one file; reading it fills the address book, by which orders find their customer."""
    return RawTable("customers", export.name, ("customer_id", *_READ, "birthday"), _rows(export, book))


def _rows(export: Export, book: AddressBook) -> Iterator[RawRow]:
    stated, born = export.cell("Customer ID"), export.cell(*_birthdays(export))
    fields = {name: export.cell(*headers) for name, headers in _READ.items()}
    street = [export.cell(header) for header in _ADDRESS]
    for row in export.rows():
        if row.problem:
            yield row
            continue
        found = {name: read(row.cells) for name, read in fields.items()}
        somebody = (found["first_name"], found["last_name"], found["city"], *(read(row.cells) for read in street))
        key = key_of(stated(row.cells), found["email"], found["phone"], *somebody)
        book.add(key, found["email"], found["phone"])
        yield RawRow(row.number, [key, *found.values(), born(row.cells)])
