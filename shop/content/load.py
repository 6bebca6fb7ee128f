"""Reads reviews, policies and brand books as they stood at the moment of a view."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from shop.record import Record
from shop.store.view import ShopView
from shop.types import BrandBook, Policy, Review


class ReviewStats(Record):
    """How a product was rated: number of reviews, and their mean (1 to 5) rounded half up to one decimal."""

    count: int
    mean: Decimal


def reviews(view: ShopView, product_ids: Sequence[str]) -> dict[str, list[Review]]:
    """Return the reviews of each of these products, newest first (undated last, then by id); [] where none."""
    found: dict[str, list[Review]] = {id_: [] for id_ in product_ids}
    rows = view.rows(
        """SELECT p.product_id, r.review_id, c.customer_id, r.rating, r.body, r.author, r.language, r.written_at
           FROM reviews r JOIN products p USING (product_key) LEFT JOIN customers c USING (customer_key)
           WHERE p.product_id IN (SELECT unnest(?::VARCHAR[]))
           ORDER BY r.written_at DESC NULLS LAST, r.review_id""",
        [list(found)],
    )
    for product, id_, customer, rating, body, author, language, written in rows:
        found[product].append(
            Review(
                id=id_,
                product_id=product,
                customer_id=customer,
                rating=rating,
                body=body,
                author=author,
                language=language,
                written_at=None if written is None else view.local(written),
            )
        )
    return found


def review_stats(view: ShopView, product_ids: Sequence[str]) -> dict[str, ReviewStats]:
    """Return count and mean rating of each of these products that has a review."""
    rows = view.rows(
        """SELECT p.product_id, count(*), sum(r.rating)::BIGINT
           FROM reviews r JOIN products p USING (product_key)
           WHERE p.product_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY p.product_id ORDER BY p.product_id""",
        [sorted(set(product_ids))],
    )
    return {id_: ReviewStats(count=count, mean=_mean(total, count)) for id_, count, total in rows}


def _mean(total: int, count: int) -> Decimal:
    return (Decimal(total) / count).quantize(Decimal("0.1"), ROUND_HALF_UP)


def policies(view: ShopView, language: str) -> dict[str, Policy]:
    """Return the policies in `language` by id; a policy that was not written in it is missing."""
    rows = view.rows("SELECT policy_id, document FROM policies WHERE language = ? ORDER BY policy_id", [language])
    return {id_: Policy.model_validate_json(document) for id_, document in rows}


def brand_book(view: ShopView, language: str) -> BrandBook | None:
    """Return the brand book in `language`, or None. Lines that had expired by `view.at` are left out."""
    rows = view.rows("SELECT document FROM brand_books WHERE language = ? ORDER BY document", [language])
    if not rows:
        return None
    book = BrandBook.model_validate_json(rows[0][0])
    today = view.at.date()
    current = tuple(
        line
        for line in book.lines
        if (line.expires_on is None or line.expires_on >= today)
        and (line.approved_on is None or line.approved_on <= today)
    )
    return book.model_copy(update={"lines": current})
