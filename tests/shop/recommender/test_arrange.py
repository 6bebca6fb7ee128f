"""Rules, diversity and caps as properties of lists; the rules' file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.errors import InvalidInput
from shop.recommender.arrange import Candidate, arrange, by_place
from shop.recommender.contract import Scored
from shop.recommender.rules import Caps, Rules, Weigh, read_rules


def one(product: str, relevance: float, category: str = "", brand: str = "", margin: float | None = None) -> Candidate:
    return Candidate(Scored(product, relevance, "m"), relevance, category, brand, margin)


def order(candidates: list[Candidate], k: int, rules: Rules) -> str:
    return "".join(found.scored.product for found in arrange(candidates, k, rules))


TEA = [one("a", 0.9, "tea", "x"), one("b", 0.85, "tea", "x"), one("c", 0.8, "tea", "y"), one("d", 0.7, "cup", "y")]


def test_by_hand() -> None:
    assert order(TEA, 4, Rules(diversity=0)) == "abcd"
    assert order(TEA, 4, Rules(diversity=0.3)) == "adbc"
    assert order(TEA, 2, Rules(diversity=0, pin=("d", "none"))) == "da"
    assert order(TEA, 4, Rules(diversity=0, exclude=("a", "d"))) == "bc"
    assert order(TEA, 4, Rules(diversity=0, caps=Caps(per_category=2))) == "abd"
    assert order(TEA, 4, Rules(diversity=0, caps=Caps(per_brand=1))) == "ac"
    buried = (Weigh(factor=0.1, brand="x"), Weigh(factor=2, product="d"))
    assert order(TEA, 4, Rules(diversity=0, weigh=buried)) == "dcab"


def test_the_margin_floor_keeps_what_has_no_known_cost() -> None:
    found = [one("a", 0.9, margin=0.1), one("b", 0.8, margin=0.2), one("c", 0.7)]
    assert order(found, 3, Rules(margin_floor=0.2)) == "bc"


def test_the_most_relevant_source_of_a_product_gives_its_reason() -> None:
    found = arrange([one("a", 0.2), one("a", 0.6), one("a", 0.4)], 3, Rules())
    assert [item.relevance for item in found] == [0.6]


CANDIDATES = st.lists(
    st.builds(
        one, st.sampled_from("abcdefgh"), st.floats(0, 1), st.sampled_from(["", "tea", "cup"]),
        st.sampled_from(["", "x", "y"]), st.one_of(st.none(), st.floats(-1, 1)),
    )
)  # fmt: skip
RULES = st.builds(
    Rules,
    pin=st.lists(st.sampled_from("abz"), max_size=2).map(tuple),
    exclude=st.lists(st.sampled_from("ahz"), max_size=2).map(tuple),
    margin_floor=st.one_of(st.none(), st.floats(-1, 0.9)),
    caps=st.builds(Caps, per_category=st.one_of(st.none(), st.integers(1, 3)), per_brand=st.none()),
    diversity=st.floats(0, 1),
)


@settings(max_examples=150, deadline=None)
@given(CANDIDATES, st.integers(1, 6), RULES)
def test_whatever_comes_in_the_rules_hold(candidates: list[Candidate], k: int, rules: Rules) -> None:
    found = arrange(candidates, k, rules)
    products = [item.scored.product for item in found]
    assert len(products) == len(set(products)) <= k
    assert not set(products) & set(rules.exclude)
    assert set(products) <= {item.scored.product for item in candidates}
    if rules.margin_floor is not None:
        assert all(item.margin is None or item.margin >= rules.margin_floor for item in found)
    pins = [product for product in dict.fromkeys(rules.pin) if product in products]
    assert products[: len(pins)] == pins
    free = [item for item in found if item.scored.product not in rules.pin]
    if rules.caps.per_category:
        assert all([item.category for item in free].count(name) <= rules.caps.per_category for name in ("tea", "cup"))


@settings(max_examples=100, deadline=None)
@given(CANDIDATES, st.integers(1, 6), st.floats(0, 1))
def test_each_place_goes_to_the_best_by_the_formula(candidates: list[Candidate], k: int, diversity: float) -> None:
    found = arrange(candidates, k, Rules(diversity=diversity))
    best: dict[str, float] = {}
    for item in candidates:
        best[item.scored.product] = max(item.relevance, best.get(item.scored.product, 0.0))
    assert len(found) == min(k, len(best))
    for place, item in enumerate(found):
        shown = {earlier.category for earlier in found[:place]} - {""}
        worth = [(1 - diversity) * one.relevance - diversity * (one.category in shown) for one in found[place:]]
        assert worth[0] == max(worth)
        assert item.relevance == best[item.scored.product]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 4)), unique_by=lambda pair: pair[0]))
def test_the_order_of_candidates_does_not_matter(pairs: list[tuple[str, int]]) -> None:
    candidates = [one(product, score / 4, "tea" if score % 2 else "cup") for product, score in pairs]
    assert order(candidates, 5, Rules()) == order(candidates[::-1], 5, Rules())


def test_places_fall_evenly() -> None:
    assert by_place([Scored(name, 1.0, "m") for name in "abcd"]) == [1.0, 0.75, 0.5, 0.25]
    assert by_place([]) == []


def test_the_file_of_rules(tmp_path: Path) -> None:
    assert read_rules(tmp_path) == Rules()
    path = tmp_path / "recommender.toml"
    text = 'pin = ["p7"]\n[caps]\nper_brand = 2\n[[weigh]]\ncategory = "tea"\nfactor = 1.5\n'
    path.write_text(text, encoding="utf-8")
    found = read_rules(tmp_path)
    assert (found.pin, found.caps.per_brand) == (("p7",), 2)
    assert (found.factor("p1", "tea", ""), found.factor("p1", "", "")) == (1.5, 1.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pin = ", "not TOML"),
        ("pins = []", "pins"),
        ("[caps]\nper_brand = 0", "caps.per_brand"),
        ("[[weigh]]\nfactor = 2.0", "name exactly one"),
        ('[[weigh]]\nfactor = -1.0\nbrand = "x"', "weigh.0.factor"),
    ],
)
def test_what_is_wrong_in_it_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "recommender.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said) as error:
        read_rules(tmp_path)
    assert "recommender.toml" in str(error.value)
