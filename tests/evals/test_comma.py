"""A Chinese comma between a product's number and a date joins nothing."""

from __future__ import annotations

from evals.grounded import _NUMBER, _plain


def test_a_chinese_comma_ends_a_number() -> None:
    assert [found.rstrip(".,:") for found in _NUMBER.findall(_plain("移动电源10000，11月16日"))] == [
        "10000",
        "11",
        "16",
    ]
    assert _NUMBER.findall(_plain("１，２９９"))[0].rstrip(",") == "1"
