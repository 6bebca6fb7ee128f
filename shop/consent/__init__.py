"""Who may be contacted on a channel, and why the others may not. It fails closed: unknown consent means no.

Consent in force is the newest dated statement of a customer about the channel. It does not count when an undated
opt-out is on file or an unsubscribe came after it (or no date says that it was before), when another record with the
same address opted out, or when no person has attested how its source was collected. Where the law of the customer's
market knows consent that follows from a sale or an enquiry, it is computed (regimes.toml), never for somebody who
ever said no.
"""

from __future__ import annotations

from shop.consent.attestations import Attestation, attest, attestations
from shop.consent.basis import DEMO, BasisKind, ConsentBasis, may_be_sent
from shop.consent.eligible import basis, eligible
from shop.consent.funnel import REASONS, Contactable, Exclusion, ExclusionReason, Funnel, SourceCount, explained
from shop.consent.in_force import CONSENT_IN_FORCE
from shop.consent.records import CONSENT_MIGRATIONS, ConsentRecord, record_consents
from shop.consent.sources import SourceOverview, sources

__all__ = [
    "CONSENT_IN_FORCE", "CONSENT_MIGRATIONS", "DEMO", "REASONS", "Attestation", "BasisKind", "ConsentBasis",
    "ConsentRecord", "Contactable", "Exclusion", "ExclusionReason", "Funnel", "SourceCount", "SourceOverview",
    "attest", "attestations", "basis", "eligible", "explained", "may_be_sent", "record_consents", "sources",
]  # fmt: skip
