"""Products whose name or category carries all words of a question: for counting, where ranking is no answer."""

from __future__ import annotations

import re

from retrieval.filters.catalogue import in_singular
from shop.store.view import ShopView


def named_so(view: ShopView, words: str) -> list[str]:
    """Return the ids, ascending, of the products of which one text carries every word (English in any number)."""
    wanted = _parts(words)
    rows = view.rows(
        """SELECT p.product_id, concat_ws(' ', t.name, t.short_name, t.category, p.brand)
           FROM products p JOIN product_texts t USING (product_key) ORDER BY p.product_id, t.language"""
    )
    return sorted({id_ for id_, text in rows if wanted and all(_carries(part, text) for part in wanted)})


def _parts(words: str) -> list[str]:
    return [part for part in re.findall(r"[a-z0-9]+|[\u3400-\u9fff]+", in_singular(words)) if part]


def _carries(part: str, text: str) -> bool:
    if not part.isascii():
        return part in text
    return part in re.findall(r"[a-z0-9]+", in_singular(text))
