"""Contacts for shops whose data has none, so that messages can be written to their customers and never be sent.

Each customer gets an address at a domain that cannot exist (RFC 2606) and a consent whose source says `demo`. Writing
accepts it like any other consent. Whatever sends or hands out addresses must refuse both: the source of the consent
(`DEMO_SOURCE`) and, should a consent be overwritten by another import, the address itself (`is_synthetic`).
No names are made up, so messages greet neutrally.
"""

from __future__ import annotations

import re

DOMAIN = "example.invalid"
DEMO_SOURCE = "demo"
"""The consent's source: nobody consented to anything."""
WORDING = "Made up for a public data set without contacts; nothing may be sent."
NOTE = "The source has no contacts: addresses at example.invalid and a demo consent stand in, which sending refuses."
"""For the quality report."""
CONTACT_COLUMNS = ("email", "email_consent", "consent_source", "consent_wording")

_LOCAL_PART = re.compile(r"[^A-Za-z0-9_-]+")


def contact_cells(customer_id: str) -> list[str]:
    """Return the cells of CONTACT_COLUMNS for one customer."""
    return [synthetic_address(customer_id), "opted_in", DEMO_SOURCE, WORDING]


def synthetic_address(customer_id: str) -> str:
    """Return `<customer id>@example.invalid`; signs that an address cannot hold become a hyphen."""
    return f"{_LOCAL_PART.sub('-', customer_id).strip('-')[:64].strip('-') or 'customer'}@{DOMAIN}"


def is_synthetic(address: str) -> bool:
    """Return whether mail to the address can never arrive because its domain is reserved for that."""
    return address.strip().lower().rpartition("@")[2].endswith(".invalid")
