"""Whose law a message falls under: that of its recipient, and for some rules that of the shop."""

from __future__ import annotations

from functools import cache

_EU = frozenset(
    ("AT", "BE", "BG", "HR", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HU", "IE", "IT", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip


@cache
def laws_of(code: str) -> frozenset[str]:
    """Return the jurisdictions that rules may name for `code` (US, UK, CN, DE …): a member state is also EU."""
    known = code.upper()
    if not known:
        return frozenset()
    if known == "GB":
        return frozenset(("UK",))
    return frozenset((known, "EU")) if known in _EU else frozenset((known,))
