"""Checks across tables, as data: which rows are meant, what is done with them, in which order."""

from __future__ import annotations

from typing import NamedTuple

from shop.importing.quality import Tally
from shop.importing.staging import Staging
from shop.importing.tables import TABLES
from shop.importing.treatments import Treatment


class Check(NamedTuple):
    """Rows of `table` (alias s) where `where` holds; a repaired row gets `repair` (a SET list)."""

    table: str
    reason: str
    field: str
    treatment: Treatment
    where: str
    repair: str = ""


def _missing(target: str, column: str, own: str | None = None) -> str:
    own = own or column
    return f"s.{own} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stage_{target} t WHERE t.{column} = s.{own})"


_NO_VARIANT = (
    "s.variant_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stage_products t"
    " WHERE t.product_id = s.product_id AND t.variant_id = s.variant_id)"
)


def _twice(table: str, key: str, only: str = "TRUE") -> Check:
    inner = f"SELECT seq, row_number() OVER (PARTITION BY {key} ORDER BY seq) AS n FROM stage_{table} WHERE {only}"
    return Check(table, "duplicate_id", key, "quarantined", f"s.seq IN (SELECT seq FROM ({inner}) WHERE n > 1)")


def _unknown_customer(table: str) -> Check:
    return Check(
        table, "unknown_customer", "customer_id", "repaired", _missing("customers", "customer_id"), "customer_id = NULL"
    )


FUTURE: tuple[Check, ...] = (
    Check("customers", "future_date", "joined_at", "repaired", "s.joined_at > {now}", "joined_at = NULL"),
    Check("customers", "future_date", "consent_at", "repaired", "s.consent_at > {now}", "consent_at = NULL"),
    Check("customers", "future_date", "birthday", "repaired", "s.birthday > {now}", "birthday = NULL"),
    Check("customers", "future_date", "updated_at", "repaired", "s.updated_at > {now}", "updated_at = NULL"),
    Check("products", "future_date", "updated_at", "repaired", "s.updated_at > {now}", "updated_at = NULL"),
    Check("orders", "future_date", "updated_at", "repaired", "s.updated_at > {now}", "updated_at = NULL"),
    Check("orders", "future_date", "placed_at", "quarantined", "s.placed_at > {now}"),
    Check("events", "future_date", "happened_at", "quarantined", "s.happened_at > {now}"),
    Check("reviews", "future_date", "written_at", "quarantined", "s.written_at > {now}"),
    Check("stock", "future_date", "counted_at", "quarantined", "s.counted_at > {now}"),
    Check("campaigns", "future_date", "sent_at", "quarantined", "s.sent_at > {now}"),
    Check("tickets", "future_date", "opened_at", "quarantined", "s.opened_at > {now}"),
)
"""Asked only of shops whose data is not generated. {now} is the end of the day of the import."""

OWN: tuple[Check, ...] = (
    _twice("customers", "customer_id"),
    _twice("products", "product_id, variant_id"),
    Check("products", "out_of_range", "rating", "repaired", "s.rating NOT BETWEEN 0 AND 10", "rating = NULL"),
    Check("products", "out_of_range", "rating_count", "repaired", "s.rating_count < 0", "rating_count = NULL"),
    Check("price_history", "negative_price", "price", "quarantined", "s.price < 0"),
    Check("price_history", "list_price_below_price", "list_price", "repaired", "s.list_price < s.price",
          "list_price = NULL"),
    _twice("price_history", "product_id, variant_id, currency, starts_at"),
    _twice("stock", "product_id, variant_id, counted_at"),
    _twice("codes", "pool, code"),
    _twice("orders", "order_id"),
    Check("order_lines", "zero_quantity", "quantity", "quarantined", "s.quantity = 0"),
    _twice("order_lines", "order_id, line_no", "line_no IS NOT NULL"),
    _twice("reviews", "review_id"),
    Check("reviews", "out_of_range", "rating", "quarantined", "s.rating NOT BETWEEN 1 AND 5"),
    _twice("campaigns", "campaign_id"),
    Check("campaigns", "out_of_range", "holdout_share", "repaired", "s.holdout_share NOT BETWEEN 0 AND 1",
          "holdout_share = NULL"),
    _twice("campaign_products", "campaign_id, product_id, code"),
    _twice("outcomes", "campaign_id, customer_id"),
    _twice("tickets", "ticket_id"),
    Check("order_lines", "no_amount", "total", "repaired", "s.unit_price IS NULL AND s.total IS NULL",
          "unit_price = 0, total = 0"),
)  # fmt: skip
"""What a source's own rows show; asked once, when they are read."""

LINKS: tuple[Check, ...] = (
    Check("price_history", "unknown_product", "product_id", "quarantined", _missing("products", "product_id")),
    Check("price_history", "unknown_variant", "variant_id", "quarantined", _NO_VARIANT),
    Check("stock", "unknown_product", "product_id", "quarantined", _missing("products", "product_id")),
    Check("stock", "unknown_variant", "variant_id", "quarantined", _NO_VARIANT),
    _unknown_customer("orders"),
    Check("order_lines", "unknown_order", "order_id", "quarantined", _missing("orders", "order_id")),
    Check("order_lines", "unknown_product", "product_id", "repaired", _missing("products", "product_id"),
          "product_id = NULL, variant_id = NULL"),
    Check("order_lines", "unknown_variant", "variant_id", "repaired", _NO_VARIANT, "variant_id = NULL"),
    Check("order_lines", "return", "quantity", "noted", "s.quantity < 0"),
    Check("events", "unknown_customer", "customer_id", "quarantined", _missing("customers", "customer_id")),
    Check("events", "unknown_product", "product_id", "repaired", _missing("products", "product_id"),
          "product_id = NULL, variant_id = NULL"),
    Check("events", "unknown_variant", "variant_id", "repaired", _NO_VARIANT, "variant_id = NULL"),
    Check("reviews", "unknown_product", "product_id", "quarantined", _missing("products", "product_id")),
    _unknown_customer("reviews"),
    Check("campaign_products", "unknown_campaign", "campaign_id", "quarantined", _missing("campaigns", "campaign_id")),
    Check("campaign_products", "unknown_product", "product_id", "quarantined", _missing("products", "product_id")),
    Check("outcomes", "unknown_campaign", "campaign_id", "quarantined", _missing("campaigns", "campaign_id")),
    Check("outcomes", "unknown_customer", "customer_id", "quarantined", _missing("customers", "customer_id")),
    _unknown_customer("tickets"),
)  # fmt: skip
"""What only the whole shop shows; asked at every import, of the rows of earlier ones too."""

REFUNDS: tuple[Check, ...] = (
    Check("orders", "refund_assumed_full", "refunded", "repaired",
          "s.status = 'refunded' AND coalesce(s.refunded, 0) = 0 AND s.total > coalesce(s.shipping, 0)",
          "refunded = total - coalesce(shipping, 0)"),
)  # fmt: skip


def run(staging: Staging, tally: Tally, checks: tuple[Check, ...], now: str = "") -> None:
    """Run the checks in order; quarantined rows leave their staging table."""
    for check in checks:
        _run(staging, tally, check._replace(where=check.where.replace("{now}", now)))


def _run(staging: Staging, tally: Tally, check: Check) -> None:
    stage = f"stage_{check.table}"
    if not staging.rows(f"SELECT 1 FROM {stage} s WHERE {check.where} LIMIT 1"):
        return
    value = check.field if check.field.isidentifier() else f"concat_ws(' / ', {check.field})"
    staging.con.execute(
        f"CREATE OR REPLACE TEMP TABLE troubled AS SELECT seq, file_no, row_no, ({value})::VARCHAR AS cell"
        f" FROM {stage} s WHERE {check.where}"
    )
    _count(staging, tally, check)
    if check.treatment == "quarantined":
        staging.con.execute(f"DELETE FROM {stage} WHERE seq IN (SELECT seq FROM troubled)")
    elif check.treatment == "repaired":
        staging.con.execute(f"UPDATE {stage} SET mended = TRUE, {check.repair} WHERE seq IN (SELECT seq FROM troubled)")


def _count(staging: Staging, tally: Tally, check: Check) -> None:
    counts = "SELECT file_no, count(*) FROM troubled WHERE file_no >= 0 GROUP BY ALL ORDER BY ALL"
    for file_no, times in staging.rows(counts):
        file = staging.files[file_no]
        listed = 0
        if check.treatment != "noted":
            room = tally.has_room(file, check.reason)
            sql = "SELECT row_no, cell FROM troubled WHERE file_no = ? ORDER BY seq LIMIT ?"
            for row, cell in staging.rows(sql, [file_no, room]):
                tally.add(file, row, check.field, check.reason, cell or "", check.treatment)
                listed += 1
        tally.count(file, check.reason, times - listed)
        if check.treatment == "quarantined":
            tally.quarantined[file] += times


def count_repaired(staging: Staging, tally: Tally) -> None:
    """Count the rows that stayed and had something repaired, once the checks are done."""
    for table in TABLES:
        sql = f"SELECT file_no, count(*) FROM stage_{table.name} WHERE mended AND file_no >= 0 GROUP BY ALL"
        for file_no, times in staging.rows(sql):
            tally.repaired[staging.files[file_no]] += times
