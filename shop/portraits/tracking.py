"""Who allowed that openings and clicks of theirs are read: a consent of its own, separate from that to messages.

COMPLIANCE: tracking pixels and per-person moments of opening need consent of their own (CNIL recommendation on
tracking pixels in e-mails). It is a statement about the channel `tracking`; no statement means no.
"""

from __future__ import annotations

from collections.abc import Collection

from shop.consent import CONSENT_IN_FORCE
from shop.store.view import ShopView

TRACKABLE = f"""
trackable AS (
  SELECT c.customer_key FROM ({CONSENT_IN_FORCE}) f JOIN customers c USING (customer_key)
  WHERE f.channel = 'tracking' AND f.state = 'opted_in' AND NOT c.objects_to_profiling
    AND ($sample OR f.source IN (SELECT unnest($attested::VARCHAR[])))
)
"""
"""A relation of the customers whose openings and clicks may be read; `tracking_params` fills it.

As with messages a statement that came with an import counts once its source was attested; in a sample shop all do.
Who objects to profiling is not followed, whatever they said before.
"""


def tracking_params(view: ShopView, attested: Collection[str]) -> dict[str, object]:
    """Return the parameters of TRACKABLE; `attested` are the sources of consent that a person has attested."""
    return {"sample": view.shop.sample, "attested": sorted(attested)}
