"""What products' own texts say that they hold or are free of, for "without leather" and 不含乳糖."""

from __future__ import annotations

from collections import defaultdict

from retrieval.filters.catalogue import catalogue_of
from retrieval.filters.records import Without
from retrieval.filters.vocabulary import folded, singular
from retrieval.filters.without import states
from shop.store.view import ShopView

_MENTIONED = """
WITH said AS (
    SELECT product_key, concat_ws('\n', name, category, short_name, description) AS words FROM product_texts
    UNION ALL SELECT product_key, title FROM variants WHERE title <> ''
    UNION ALL SELECT product_key, replace(name, '_', ' ') || ': ' || text || coalesce(number::VARCHAR, '')
              FROM product_attributes)
SELECT product_key, words FROM said WHERE len(list_filter($forms, lambda form: contains(lower(words), form))) > 0
ORDER BY product_key, words"""


def free_of(view: ShopView, condition: Without) -> set[int]:
    """Return the keys of the products that do not have it; see Without for when silence is enough."""
    verdicts = verdicts_on(view, condition)
    having = {key for key, verdict in verdicts.items() if verdict == "has"}
    if not condition.proven:
        return {key for (key,) in view.rows("SELECT product_key FROM products")} - having
    denied = {key for key, verdict in verdicts.items() if verdict == "free"}
    names = list(catalogue_of(view).concepts.get("contents", ()))
    listed = view.rows(
        "SELECT DISTINCT product_key FROM product_attributes WHERE list_contains($names, name) AND text <> ''",
        {"names": names},
    )
    return (denied | {key for (key,) in listed}) - having


def verdicts_on(view: ShopView, condition: Without) -> dict[int, str]:
    """Return, for each product whose texts mention it, whether they say that it has it ("has") or not ("free")."""
    forms = forms_of(condition)
    said: defaultdict[int, list[str]] = defaultdict(list)
    for key, words in view.rows(_MENTIONED, {"forms": forms}):
        said[key].append(words)
    found = {}
    for key, texts in said.items():
        verdicts = {states(text, forms) for text in texts}
        if verdict := "has" if "has" in verdicts else "free" if "free" in verdicts else "":
            found[key] = verdict
    return found


def forms_of(condition: Without) -> list[str]:
    """Return the words by which a product would mention it."""
    term = folded(condition.term)
    forms = {folded(form) for form in (term, *condition.kinds)}
    return sorted(forms | {singular(form) for form in forms if form.isascii()})
