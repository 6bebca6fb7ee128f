"""One contract for all models, and what popularity, item-kNN and the fallback promise."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from shop.errors import DamagedHome
from shop.recommender import Cause, Fallback, Interactions, ItemKnn, Popularity, Recommender
from shop.recommender.models import (
    Als,
    Blend,
    Bpr,
    Content,
    Ease,
    OverallPopularity,
    Profile,
    PureSvd,
    SegmentPopularity,
    Trending,
    TwoTower,
    UserKnn,
)
from shop.recommender.models.content import text_vectors

UNTIL = datetime(2026, 11, 20, tzinfo=UTC)
Purchase = tuple[str, str, datetime]


def purchases(seed: int, customers: int = 40, products: int = 15, count: int = 260) -> list[Purchase]:
    dice = random.Random(seed)
    popular = [min(int(dice.expovariate(0.25)), products - 1) for _ in range(count)]
    return [(f"c{dice.randrange(customers):02}", f"p{item:02}", days_ago(dice.randrange(200))) for item in popular]


def days_ago(age: int) -> datetime:
    return UNTIL - timedelta(days=age)


def bought(rows: list[Purchase]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for customer, product, _ in rows:
        found.setdefault(customer, set()).add(product)
    return found


class ContractTests:
    """What every model promises; a subclass says how its model is built."""

    def build(self) -> Recommender:
        raise NotImplementedError

    def fitted(self, seed: int = 1) -> Recommender:
        return self.build().fit(Interactions.of(purchases(seed), UNTIL))

    def test_answers_are_distinct_new_and_sorted(self) -> None:
        history = bought(purchases(1))
        answers = self.fitted().recommend_many(sorted(history), 5, {})
        assert set(answers) == set(history)
        assert any(answers.values())
        for customer, items in answers.items():
            names = [item.product for item in items]
            assert len(names) == len(set(names)) <= 5
            assert not history[customer] & set(names)
            by_model = {item.model: [i.score for i in items if i.model == item.model] for item in items}
            assert all(scores == sorted(scores, reverse=True) for scores in by_model.values())

    def test_exclude_and_allowed_are_obeyed(self) -> None:
        model, customers = self.fitted(), sorted(bought(purchases(1)))
        free = model.recommend_many(customers, 3, {})
        customer = next(id_ for id_, items in free.items() if len(items) == 3)
        first, second, third = (item.product for item in free[customer])
        assert first not in [
            item.product for item in model.recommend_many([customer], 3, {customer: {first}})[customer]
        ]
        only = model.recommend_many([customer], 3, {customer: {second}}, allowed={second, third})[customer]
        assert [item.product for item in only] == [third]

    def test_the_order_of_the_input_does_not_matter(self) -> None:
        rows, customers = purchases(2), sorted(bought(purchases(2)))
        mixed = random.Random(9).sample(rows, len(rows))
        forward = self.build().fit(Interactions.of(rows, UNTIL)).recommend_many(customers, 5, {})
        backward = self.build().fit(Interactions.of(mixed, UNTIL)).recommend_many(customers[::-1], 5, {})
        assert forward == backward

    def test_one_customer_gets_the_same_alone_and_in_company(self) -> None:
        model, customers = self.fitted(), sorted(bought(purchases(1)))
        together = model.recommend_many(customers, 4, {})
        assert all(model.recommend_many([id_], 4, {})[id_] == together[id_] for id_ in customers)

    def test_every_recommendation_can_be_explained(self) -> None:
        model, history = self.fitted(), bought(purchases(1))
        for customer, items in model.recommend_many(sorted(history), 5, {}).items():
            for item in items:
                cause = model.explain(customer, item.product)
                assert cause is not None
                assert cause.customers > 0
                assert cause.because in history[customer] | {""}

    def test_unknown_ids_are_no_error(self) -> None:
        model = self.fitted()
        assert len(model.recommend_many(["nobody"], 2, {"nobody": {"no product"}})["nobody"]) in (0, 2)
        assert model.explain("nobody", "no product") is None
        assert model.similar("no product", 3) == []

    def test_a_saved_model_answers_the_same(self, tmp_path: Path) -> None:
        model, customers = self.fitted(), sorted(bought(purchases(1)))
        model.save(tmp_path / "models")
        loaded = type(model).load(tmp_path / "models")
        assert loaded.recommend_many(customers, 5, {}) == model.recommend_many(customers, 5, {})
        assert loaded.similar("p00", 5) == model.similar("p00", 5)
        assert loaded.explain("c01", "p03") == model.explain("c01", "p03")
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "models").iterdir()} == {0o600}

    def test_a_damaged_file_is_named(self, tmp_path: Path) -> None:
        self.fitted().save(tmp_path)
        for path in tmp_path.iterdir():
            path.write_bytes(path.read_bytes()[:100])
        with pytest.raises(DamagedHome, match=r"\.npz"):
            type(self.build()).load(tmp_path)

    def test_no_purchases_give_no_answers(self) -> None:
        model = self.build().fit(Interactions.of([], UNTIL))
        assert model.recommend_many(["c1"], 3, {}) == {"c1": []}


class TestPopularity(ContractTests):
    def build(self) -> Recommender:
        return Popularity()

    def test_recent_purchases_count_more(self) -> None:
        rows = [
            ("a", "old", days_ago(60)),
            ("b", "old", days_ago(60)),
            ("c", "old", days_ago(60)),
            ("a", "new", days_ago(0)),
        ]
        items = Popularity(half_life=30).fit(Interactions.of(rows, UNTIL)).recommend_many(["x"], 2, {})["x"]
        assert [(item.product, item.score) for item in items] == [("new", 1.0), ("old", 0.75)]

    def test_counts_are_buyers_not_units(self) -> None:
        rows = [("a", "p", days_ago(1)), ("a", "p", days_ago(2)), ("b", "p", days_ago(100))]
        model = Popularity(window=90).fit(Interactions.of(rows, UNTIL))
        assert model.explain("x", "p") == Cause("popular", "", customers=2, recent=1)


class TestItemKnn(ContractTests):
    def build(self) -> Recommender:
        return ItemKnn()

    @pytest.mark.parametrize("seed", range(6))
    def test_equals_a_brute_force_oracle(self, seed: int) -> None:
        rows = purchases(seed)
        history = bought(rows)
        model = ItemKnn(neighbours=4, shrinkage=3.0, support=2).fit(Interactions.of(rows, UNTIL))
        answers = model.recommend_many(sorted(history), 6, {})
        assert any(answers.values())
        for customer, items in answers.items():
            expected = brute_force(history, customer, neighbours=4, shrinkage=3.0, support=2)[:6]
            assert [item.product for item in items] == [product for product, _ in expected]
            assert [item.score for item in items] == pytest.approx([score for _, score in expected], rel=1e-5)

    def test_a_pair_bought_by_one_customer_only_is_no_neighbour(self) -> None:
        rows = [("a", "p", UNTIL), ("a", "q", UNTIL), ("b", "p", UNTIL)]
        model = ItemKnn().fit(Interactions.of(rows, UNTIL))
        assert model.similar("p", 5) == []
        assert model.explain("b", "q") is None

    def test_together_counts_customers(self) -> None:
        rows = [(who, what, UNTIL) for who in "abc" for what in "pq"] + [("d", "p", UNTIL)]
        model = Fallback().fit(Interactions.of(rows, UNTIL))
        assert model.together("p", "q") == model.together("q", "p") == 3
        assert model.explain("d", "q") == Cause("because_bought", "p", customers=3, recent=0)


def similarities(history: dict[str, set[str]], shrinkage: float, support: int) -> dict[str, dict[str, float]]:
    products = sorted(set().union(*history.values()))
    buyers = {product: {who for who, what in history.items() if product in what} for product in products}
    return {
        i: {
            j: round(len(buyers[i] & buyers[j]) / (math.sqrt(len(buyers[i]) * len(buyers[j])) + shrinkage), 9)
            for j in products
            if j != i and len(buyers[i] & buyers[j]) >= support
        }
        for i in products
    }


def brute_force(
    history: dict[str, set[str]], customer: str, neighbours: int, shrinkage: float, support: int
) -> list[tuple[str, float]]:
    scores: dict[str, float] = {}
    near = similarities(history, shrinkage, support)
    for i in sorted(history[customer]):
        for j, sim in sorted(near[i].items(), key=lambda pair: (-pair[1], pair[0]))[:neighbours]:
            if j not in history[customer]:
                scores[j] = scores.get(j, 0.0) + sim
    return sorted(((j, round(score, 9)) for j, score in scores.items()), key=lambda pair: (-pair[1], pair[0]))


class TestFallback(ContractTests):
    def build(self) -> Recommender:
        return Fallback()

    def test_popularity_fills_what_the_neighbours_leave_open(self) -> None:
        rows = [(who, what, UNTIL) for who in "abc" for what in "pq"] + [("d", "p", UNTIL), ("e", "r", UNTIL)]
        items = Fallback().fit(Interactions.of(rows, UNTIL)).recommend_many(["d", "x"], 2, {})
        assert [(item.product, item.model) for item in items["d"]] == [("q", "item-knn"), ("r", "popularity")]
        assert [(item.product, item.model) for item in items["x"]] == [("p", "popularity"), ("q", "popularity")]


class TestOverallPopularity(ContractTests):
    def build(self) -> Recommender:
        return OverallPopularity()


class TestTrending(ContractTests):
    def build(self) -> Recommender:
        return Trending()

    def test_what_sells_faster_than_before_leads(self) -> None:
        old = [(f"c{number}", "old", days_ago(100 + number)) for number in range(20)]
        new = [(f"c{number}", "new", days_ago(number)) for number in range(12)]
        items = Trending(window=30).fit(Interactions.of(old + new, UNTIL)).recommend_many(["x"], 2, {})["x"]
        assert [item.product for item in items] == ["new", "old"]
        assert items[0].score > 1 > items[1].score


class TestSegmentPopularity(ContractTests):
    def build(self) -> Recommender:
        return SegmentPopularity({f"c{number:02}": "odd" if number % 2 else "even" for number in range(40)})

    def test_a_group_gets_what_its_members_buy(self) -> None:
        rows = [(f"a{number}", "tea", UNTIL) for number in range(9)] + [
            (f"b{number}", "milk", UNTIL) for number in range(9)
        ]
        groups = {f"{letter}{number}": letter for letter in "ab" for number in range(10)}
        known = Interactions.of([*rows, ("a9", "milk", UNTIL), ("b9", "tea", UNTIL), ("z", "cup", UNTIL)], UNTIL)
        model = SegmentPopularity(groups, prior=1.0).fit(known)
        first = {who: items[0].product for who, items in model.recommend_many(["a9", "b9", "z"], 1, {}).items()}
        assert first == {"a9": "tea", "b9": "milk", "z": "milk"}

    def test_without_groups_heavy_buyers_are_a_group(self) -> None:
        light = [(f"l{number}", "tea", UNTIL) for number in range(6)] + [("l6", "cup", UNTIL), ("l7", "tea", UNTIL)]
        heavy = [(f"h{number}", f"p{item}", UNTIL) for number in range(6) for item in range(number, number + 9)]
        known = Interactions.of([*light, *heavy], UNTIL)
        found = SegmentPopularity(prior=1.0).fit(known).recommend_many(["l6", "h0", "new"], 1, {})
        first = {who: items[0].product for who, items in found.items()}
        assert first == {"l6": "tea", "h0": "p9", "new": "tea"}


class TestUserKnn(ContractTests):
    def build(self) -> Recommender:
        return UserKnn(neighbours=10)


class TestPureSvd(ContractTests):
    def build(self) -> Recommender:
        return PureSvd(factors=5)


class TestEase(ContractTests):
    def build(self) -> Recommender:
        return Ease(penalty=5.0)


class TestAls(ContractTests):
    def build(self) -> Recommender:
        return Als(factors=6, penalty=1.0)


class TestBpr(ContractTests):
    def build(self) -> Recommender:
        return Bpr(factors=6, iterations=30)


class TestProfile(ContractTests):
    def build(self) -> Recommender:
        return Profile(factors=6)

    def test_recent_behaviour_turns_the_profile(self) -> None:
        vectors = np.array([[1, 0], [0, 1], [1, 0.1], [0.1, 1]], dtype=np.float32)
        rows = [("c", "tea", days_ago(300)), ("c", "tent", days_ago(1))] + [
            (who, what, UNTIL) for who in "xy" for what in ("cup", "rope")
        ]
        known = Interactions.of(rows, UNTIL)
        ids = ("tea", "tent", "cup", "rope")
        steady = Profile(alpha=0.0, ids=ids, vectors=vectors).fit(known).recommend_many(["c"], 2, {})["c"]
        assert steady[0].score == pytest.approx(steady[1].score)
        turned = Profile(alpha=1.0, ids=ids, vectors=vectors).fit(known).recommend_many(["c"], 2, {})["c"]
        assert [item.product for item in turned] == ["rope", "cup"]


class TestContent(ContractTests):
    def build(self) -> Recommender:
        ids, vectors = text_vectors(
            {f"p{number:02}": f"kind{number % 3} colour{number % 4} thing" for number in range(15)}
        )
        return Content(ids, vectors)

    def test_a_product_that_nobody_bought_is_found_by_its_text(self) -> None:
        texts = {
            "a": "green tea",
            "b": "绿茶 茶叶",
            "c": "green tea cup",
            "new": "tea green",
            "zh": "绿茶",
            "other": "rope",
        }
        bought_some = Interactions.of([("x", "a", UNTIL), ("y", "b", UNTIL)], UNTIL)
        known = replace(bought_some, products=("a", "b", "c", "new", "other", "zh"))
        found = Content(*text_vectors(texts)).fit(known).recommend_many(["x", "y"], 1, {})
        assert {who: items[0].product for who, items in found.items()} == {"x": "new", "y": "zh"}


class TestTwoTower(ContractTests):
    def build(self) -> Recommender:
        return TwoTower(factors=8, rounds=3)


class TestBlend(ContractTests):
    def build(self) -> Recommender:
        return Blend((Ease(5.0), PureSvd(4)), (1.0, 0.5))

    def test_a_customer_of_one_part_only_is_served_by_it(self) -> None:
        rows = [(who, what, UNTIL) for who in "abc" for what in "pq"] + [("d", "p", UNTIL), ("e", "r", UNTIL)]
        blend = Blend((ItemKnn(), Popularity())).fit(Interactions.of(rows, UNTIL))
        found = blend.recommend_many(["d", "x"], 3, {})
        assert {who: [item.product for item in items] for who, items in found.items()} == {"d": ["q", "r"], "x": []}


class TestBlendOfRanks(ContractTests):
    def build(self) -> Recommender:
        return Blend((ItemKnn(), Popularity()), (1.0, 0.1), "rank")
