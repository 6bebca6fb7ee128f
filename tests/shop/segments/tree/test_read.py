"""Reading a tree from text: what is valid comes back as it was, what is hostile is refused in words."""

from __future__ import annotations

import json

import pytest

from shop.errors import InvalidInput
from shop.segments.tree.nodes import All, Attribute, Bucket, Everyone, Measure, Never, Not
from shop.segments.tree.normal import normal
from shop.segments.tree.read import DEEPEST, MOST_BYTES, MOST_NODES, read_tree, write_tree
from shop.segments.tree.walk import depth, nodes
from shop.segments.tree.windows import Rolling

QUIET = """{"kind": "all", "of": [
    {"kind": "never", "event": "order", "within": {"kind": "last", "n": 30, "unit": "days"}},
    {"kind": "attribute", "field": "country", "op": "in", "value": ["US", "CA"]}]}"""


def nested(levels: int) -> str:
    return '{"kind":"not","of":' * (levels - 1) + '{"kind":"everyone"}' + "}" * (levels - 1)


def test_a_tree_is_read_and_written() -> None:
    tree = read_tree(QUIET)
    assert tree == All(
        of=(Never(event="order", within=Rolling(n=30)), Attribute(field="country", op="in", value=("US", "CA")))
    )
    assert read_tree(write_tree(tree)) == tree
    assert read_tree(QUIET.encode()) == tree
    assert read_tree("\ufeff" + QUIET) == tree
    assert (depth(tree), len(list(nodes(tree)))) == (2, 3)


def test_numbers_are_written_as_numbers_and_stay_exact() -> None:
    for text in ("100", "0.1", "33.3", "999999999.12"):
        tree = read_tree(f'{{"kind": "measure", "measure": "spend", "value": {text}}}')
        assert isinstance(tree, Measure)
        assert str(tree.value) == text
        assert read_tree(write_tree(tree)) == tree
    assert '"value": 100}' in write_tree(read_tree('{"kind": "measure", "measure": "spend", "value": 100.0}'))
    bucket = read_tree('{"kind": "bucket", "salt": "a", "end": 12.5}')
    assert isinstance(bucket, Bucket)
    assert read_tree(write_tree(bucket)) == bucket


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("nonsense", "not JSON"),
        ("[]", "should be an object"),
        (b"\xff\xfe{", "UTF-8"),
        ('{"kind": "everyone", "kind": "not"}', "'kind' is given twice"),
        ('{"kind": "bucket", "salt": "a", "end": NaN}', "NaN"),
        ('{"kind": "bucket", "salt": "a", "end": Infinity}', "Infinity"),
        ('{"kind": "bucket", "salt": "a", "end": 1e999}', "finite number"),
        ('{"kind": "measure", "measure": "spend", "value": ' + "9" * 5000 + "}", "not JSON"),
        ('{"kind": "measure", "measure": "spent", "value": 5}', "Nearest: spend"),
        ('{"kind": "did", "event": "orders"}', "Nearest: order"),
        ('{"kind": "nevr", "event": "order"}', "Nearest: never"),
        ('{"kind": "did", "event": "order", "within": {"kind": "last", "n": 0}}', r"\$\.within\.n"),
        ('{"kind": "did", "event": "order", "sql": "1=1"}', "Extra inputs"),
        ('{"kind": "attribute", "field": "x; DROP TABLE y", "value": 1}', "match pattern"),
        ('{"kind": "rfm"}', "give scores"),
        ('{"kind": "all", "of": []}', "at least 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text: str | bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_tree(text)


@pytest.mark.parametrize("opening", ['{"kind":"not","of":', '{"kind":"all","of":[', "[", '{"a":'])
def test_a_hundred_thousand_levels_are_refused_at_once(opening: str) -> None:
    with pytest.raises(InvalidInput, match=r"nested too deep|bytes long"):
        read_tree(opening * 100_000)


def test_limits_hold_exactly() -> None:
    assert depth(read_tree(nested(DEEPEST))) == DEEPEST
    with pytest.raises(InvalidInput, match=f"at most {DEEPEST}"):
        read_tree(nested(DEEPEST + 1))
    wide = {"kind": "any", "of": [{"kind": "all", "of": [{"kind": "everyone"}] * 48}] * 4}
    assert len(list(nodes(read_tree(json.dumps(wide))))) == 197
    wide["of"] = [*wide["of"], {"kind": "all", "of": [{"kind": "everyone"}] * 3}]  # type: ignore[misc]
    with pytest.raises(InvalidInput, match=f"at most {MOST_NODES}"):
        read_tree(json.dumps(wide))
    values = {"kind": "attribute", "field": "city", "op": "in", "value": ["x"] * 1000}
    assert read_tree(json.dumps(values))
    with pytest.raises(InvalidInput, match="1 to 1000 values"):
        read_tree(json.dumps({**values, "value": ["x"] * 1001}))
    with pytest.raises(InvalidInput, match=f"{MOST_BYTES:,}"):
        read_tree(QUIET + " " * MOST_BYTES)


def test_the_normal_form_forgets_build_and_order() -> None:
    a, b = Attribute(field="city", value="x"), Attribute(field="city", value="y")
    assert normal(All(of=(a, All(of=(b, a))))) == normal(All(of=(b, a)))
    assert normal(Not(of=Not(of=a))) == a
    assert normal(All(of=(a,))) == a
    assert normal(All(of=(Everyone(), a))) == a
    assert normal(All(of=(a, b))) != normal(All(of=(a, Not(of=b))))
