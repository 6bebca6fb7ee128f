"""Why a person may be contacted: the statement or the law behind it, and whether it is enough for sending."""

from __future__ import annotations

from typing import Literal

from shop.consent.attestations import DEMO, Attestation
from shop.record import Channel, Moment, Record

__all__ = ["DEMO", "BasisKind", "ConsentBasis", "may_be_sent"]

BasisKind = Literal["consent", "soft_opt_in", "implied", "demo"]


class ConsentBasis(Record):
    """What allows to write to a person on a channel.

    `source` is that of the statement, or the kind itself where the basis was computed; then `rests_on` names the order
    or ticket, `given_at` is its moment, `until` when it ends, and `law` the rule. `attestation` is None in sample shops
    and where nothing had to be attested.
    """

    channel: Channel
    kind: BasisKind
    source: str
    given_at: Moment | None = None
    wording: str = ""
    attestation: Attestation | None = None
    rests_on: str = ""
    until: Moment | None = None
    law: str = ""


def may_be_sent(basis: ConsentBasis, address: str) -> bool:
    """Return whether a message to the address may leave the house: never one to a synthetic contact.

    Those have the source `demo`, or an address below `.invalid`, which RFC 6761 keeps from ever existing.
    """
    return basis.kind != DEMO and not address.strip().lower().rstrip(".").endswith(".invalid")
