"""`copilot build recommender`: choose by measurement, fit on everything, write the model and its card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shop.errors import InvalidInput
from shop.recommender.built import folder_of, save_built, write_text
from shop.recommender.choice.card import ModelCard, card
from shop.recommender.choice.card_page import card_page
from shop.recommender.choice.recipes import Vectors
from shop.recommender.choice.search import Choice, Selection, choose
from shop.recommender.evaluation.protocols import PROTOCOLS
from shop.recommender.evaluation.shop_log import shop_log
from shop.recommender.interactions import read_interactions
from shop.recommender.models import Fallback, Popularity
from shop.recommender.models.content import text_vectors
from shop.store.view import ShopView

_TEXTS = """
SELECT p.product_id, string_agg(concat_ws(' ', t.name, t.category, t.category, left(t.description, 500)), ' '
                                ORDER BY t.language)
FROM products p JOIN product_texts t USING (product_key) GROUP BY p.product_id ORDER BY p.product_id"""
_COUNTRIES = "SELECT customer_id, country FROM customers WHERE country <> '' ORDER BY customer_id"
Told = Callable[[str, int], None]


def build_recommender(
    view: ShopView,
    selection: Selection,
    vectors: Vectors | None = None,
    told: Told = lambda what, done: None,
    folder: Path | None = None,
) -> ModelCard:
    """Build the recommender of the view's home and return its card.

    `vectors` are those of the products for the content model (None: made from their texts). Raises InvalidInput when
    nobody bought anything, or so little that nothing can be hidden.
    """
    from threadpoolctl import threadpool_limits

    items = vectors or product_vectors(view)
    choice, used, remarks = _chosen(view, selection, items, told)
    recipe = choice.best.recipe
    first = recipe.model(selection.seed, items)
    with threadpool_limits(1):
        model = Fallback(first, Popularity()).fit(read_interactions(view))
    found = card(
        choice, used, shop=view.shop.id, as_of=view.at.isoformat(), countries=customer_groups(view),
        remarks=remarks,
    )  # fmt: skip
    home = folder or folder_of(view)
    save_built(view, model, recipe, home)
    write_text(home / "card.json", found.model_dump_json(indent=2))
    write_text(home / "card.html", card_page(found))
    return found


def product_vectors(view: ShopView) -> Vectors | None:
    """Return TF-IDF vectors of all products' texts; None when there are no texts."""
    texts: dict[str, str] = dict(view.rows(_TEXTS))
    return Vectors(*text_vectors(texts)) if texts else None


def customer_groups(view: ShopView) -> dict[str, str]:
    """Return the country of each customer who has one: the groups for popularity by group, and of the card."""
    return dict(view.rows(_COUNTRIES))


def _chosen(
    view: ShopView, selection: Selection, vectors: Vectors | None, told: Told
) -> tuple[Choice, Selection, list[str]]:
    """Choose with the protocol asked for, else with the next one that the shop has enough data for."""
    log = shop_log(view)
    remarks: list[str] = []
    for protocol in (selection.protocol, *(other for other in PROTOCOLS[::-1] if other != selection.protocol)):
        used = selection.model_copy(update={"protocol": protocol})
        try:
            return choose(log, used, vectors, told), used, remarks
        except InvalidInput as error:
            remarks.append(error.message)
    raise InvalidInput(
        "The shop has too few sales to choose a recommender by measurement.",
        hint="Recommendations work without: neighbours and popularity are used.",
    )
