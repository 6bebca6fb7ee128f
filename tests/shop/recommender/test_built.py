"""`copilot build recommender`: chosen by measurement, written whole, used while fresh, with a card."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shop.backup import restore_backup, write_backup
from shop.errors import InvalidInput
from shop.home import Home
from shop.recommender import build_recommender, recommend_many
from shop.recommender.built import folder_of, load_built
from shop.recommender.choice.card import ModelCard
from shop.recommender.choice.card_page import card_page
from shop.recommender.choice.cost import EASE_LIMIT, IMPOSSIBLE, seconds
from shop.recommender.choice.default import default_recipe
from shop.recommender.choice.recipes import VARIANTS, Recipe
from shop.recommender.choice.search import Selection
from shop.recommender.choice.sizes import Sizes
from shop.recommender.fitted import fitted
from shop.state import SHOP_MIGRATIONS

Shop = Any
QUICK = Selection(protocol="last-out", limit=0.15)


@pytest.fixture
def shop(tiny_shop: Callable[..., Shop]) -> Shop:
    """Two tastes of 24 customers: the tea half and the rope half buy four of five products of their kind, in turn."""
    made = tiny_shop()
    for taste in ("tea", "rope"):
        for item in range(5):
            made.product(f"{taste}{item}", price="100", stock=5, category=taste)
    for number in range(48):
        taste = "tea" if number % 2 else "rope"
        made.customer(f"c{number:02}", country="CN", language="zh")
        for step in range(4):
            day = date(2026, 9, 1) + timedelta(days=number + 7 * step)
            made.order(f"c{number:02}", day.isoformat(), [(f"{taste}{(number // 2 + step) % 5}", 1)])
    return made


def test_the_chosen_model_finds_what_was_hidden_and_serves(shop: Shop) -> None:
    with shop.view() as view:
        before = fitted(view)
        card = build_recommender(view, QUICK)
        after = fitted(view)
        found = recommend_many(view, ["c01"], 1)["c01"]
    assert "not built yet" in before.remark or "No recommender was built yet" in before.remark
    assert after.remark == ""
    assert after.model.first.name == card.recipe.kind
    assert card.metrics["ndcg@10"].mean > card.popularity["ndcg@10"].mean
    assert found[0].product_id.startswith("tea")
    assert found[0].reason.kind == "because_bought"


def test_the_card_says_what_was_tried_for_whom_and_at_what_cost(shop: Shop) -> None:
    with shop.view() as view:
        card = build_recommender(view, QUICK)
        folder = folder_of(view)
        again = build_recommender(view, QUICK)
    assert ModelCard.model_validate(json.loads((folder / "card.json").read_text(encoding="utf-8"))) == again
    assert card.model_dump(exclude={"measured"}) == again.model_dump(exclude={"measured"})
    assert card.tried[0].model == "ease(penalty=300.0)"
    assert "two-tower()" in card.left_out
    assert card.metrics["hr@10"].customers == 24  # the other half decided
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    page = card_page(card.model_copy(update={"shop": "<script>"}))
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_an_import_or_a_question_about_the_past_makes_it_stale(shop: Shop) -> None:
    with shop.view() as view:
        build_recommender(view, QUICK)
        build, folder = view.build, folder_of(view)
    from shop.store.view import ShopView

    with ShopView(build, "2026-11-01") as past:
        assert "after the moment asked about" in load_built(past).remark
    with ShopView(build, "2027-01-05") as later:
        built = load_built(later)
        assert built.remark == ""
        assert built.model is not None
        assert built.model.known.age_days.min() > 30  # ages are those of the question
    with shop.order("c01", "2026-11-19", [("rope1", 1)]).view() as view:
        assert folder_of(view) == folder
        assert "earlier import" in load_built(view).remark
        assert fitted(view).model.first.name == "item-knn"


def test_it_serves_in_a_restored_home(shop: Shop, tmp_path: Path) -> None:
    home, other = Home(shop.folder), Home(tmp_path / "other")
    with shop.view() as view:
        build_recommender(view, QUICK)
        home.publish(view.build)
    now = datetime(2026, 11, 21, tzinfo=UTC)
    write_backup(home, tmp_path / "a", at=now)
    restore_backup(tmp_path / "a", other, at=now, migrations=SHOP_MIGRATIONS)
    os.utime(other.current_build(), (0, 0))
    from shop.store.view import ShopView

    with ShopView(other.current_build()) as view:
        assert load_built(view).remark == ""
        assert recommend_many(view, ["c01"], 1)["c01"][0].product_id.startswith("tea")


def test_sales_after_its_moment_make_it_stale(shop: Shop) -> None:
    from shop.store.view import ShopView

    shop.order("c01", "2026-11-19", [("rope1", 1)])
    with shop.view("2026-11-10") as view:
        build_recommender(view, QUICK)
        build = view.build
    with ShopView(build, "2026-11-20") as later:
        assert "1 lines were sold since" in load_built(later).remark


@pytest.mark.parametrize("name", ["model.json", "interactions.npz", "popularity.npz"])
def test_a_damaged_file_falls_back_and_says_so(shop: Shop, name: str) -> None:
    with shop.view() as view:
        build_recommender(view, QUICK)
        path = folder_of(view) / name
        path.write_bytes(path.read_bytes()[:40])
        built = load_built(view)
        assert built.model is None
        assert "build it again" in built.remark
        assert recommend_many(view, ["c01"], 2)["c01"]


def test_another_protocol_is_taken_where_the_shop_has_too_little(tiny_shop: Callable[..., Shop]) -> None:
    made = tiny_shop()
    for product in "pqr":
        made.product(product, stock=5)
    for number in range(6):
        made.customer(f"c{number}", country="CN").order(f"c{number}", "2026-11-01", [("p", 1), ("qr"[number % 2], 1)])
    with made.view() as view:
        card = build_recommender(view, Selection(protocol="time", limit=1.0))
    assert card.selection.protocol == "last-out"
    assert any("'time'" in remark for remark in card.remarks)
    with tiny_shop().product("p", stock=1).view() as view, pytest.raises(InvalidInput, match="too few sales"):
        build_recommender(view, QUICK)


def test_the_rule_goes_by_size_and_estimates_grow(tmp_path: Path) -> None:
    small, large = Sizes(900, 1_700, 75_000), Sizes(100_000, 20_000, 2_000_000)
    assert default_recipe(small).kind == "ease"
    assert default_recipe(Sizes(EASE_LIMIT, 20_000, 10**6)).kind == "ease"
    assert default_recipe(Sizes(2_373, 20_833, 66_586)).label == "1*ease(penalty=300.0) + 1*popularity()"
    assert [part.kind for part in default_recipe(large).parts] == ["als", "item-knn"]
    assert [part.kind for part in default_recipe(Sizes(100_000, 20_000, 90_000)).parts] == ["item-knn", "popularity"]
    assert default_recipe(Sizes(EASE_LIMIT, 10**6, 10**7)).parts[0].kind == "als"  # 8,000 x a million do not fit
    assert default_recipe(Sizes(943, 1_682, 75_000)).label == "ease(penalty=300.0)"
    for recipe in VARIANTS:
        assert 0 <= seconds(recipe, small) < seconds(recipe, large)
    assert seconds(Recipe(kind="ease"), large) == IMPOSSIBLE
    assert seconds(default_recipe(small), small) < 2
