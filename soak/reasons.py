"""Every reason of ten thousand recommendations is true in the store, with the fast default and with a built model."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from app.copilot import build
from app.importing import import_sample
from app.settings import Settings
from evals.recommendations import Ledger
from shop.recommender import build_recommender, recommend_many
from shop.recommender.choice.search import Selection
from shop.samples import BRANDS
from soak.proof import Outcome

K = 5
BATCH = 500


def true_reasons(folder: Path, n: int) -> Outcome:
    kinds: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    for brand in BRANDS:
        copilot = build(Settings(home=folder / brand, embedder="hashing"))
        customers = n // (2 * K * len(BRANDS)) + 1
        import_sample(copilot.settings, brand, customers, 13, write=None, told=lambda what, done: None)
        for built in (False, True):
            with copilot.view() as view:
                if built:
                    build_recommender(view, Selection(limit=20))
                ledger = Ledger(view)
                ids = [row[0] for row in view.rows("SELECT customer_id FROM customers ORDER BY customer_id")]
                for start in range(0, len(ids), BATCH):
                    for customer, found in recommend_many(view, ids[start : start + BATCH], K, again=True).items():
                        for one in found:
                            kinds[one.reason.kind] += 1
                            faults.update(fault.partition(":")[0] for fault in ledger.faults(customer, one))
    total = kinds.total()
    figures = f"{total:,} recommendations, {faults.total()} false facts {dict(faults)}, reasons {dict(kinds)}"
    return Outcome("true_reasons", total, not faults and total >= 0.8 * n, figures)
