"""The page of a preview: self-contained, the same bytes twice, everything from the shop escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from render.segment_page import segment_page
from shop.home import Home
from shop.segments.preview import look
from shop.segments.tree.read import read_tree
from shop.store.view import ShopView


@pytest.fixture(scope="module")
def view(sample_home: Callable[[str], Path]) -> Iterator[ShopView]:
    with ShopView(Home(sample_home("skincare")).current_build()) as opened:
        yield opened


def test_the_page_stands_alone_and_is_deterministic(view: ShopView) -> None:
    found = look(view, read_tree('{"kind": "did", "event": "order"}'), "买过")
    page = segment_page(found)
    assert page == segment_page(look(view, read_tree('{"kind": "did", "event": "order"}'), "买过"))
    assert page.count("<svg") == 3
    assert "viewport" in page
    assert not re.search(r"<script|<link|<img|@import|src=", page)
    assert all(link.startswith("http://www.w3.org") for link in re.findall(r'https?://[^"\s<]+', page))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "面霜乳液" in page
    assert len(page) < 120_000


def test_names_and_values_are_escaped(view: ShopView) -> None:
    sly = "<script>alert(1)</script>"
    tree = read_tree(json.dumps({"kind": "attribute", "field": "city", "value": sly}))
    page = segment_page(look(view, tree, sly))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_empty_segment_has_a_page_without_plots(view: ShopView) -> None:
    page = segment_page(look(view, read_tree('{"kind": "attribute", "field": "country", "value": "FR"}'), "x"))
    assert "<svg" not in page
    assert "Nobody matches" in page
