"""The page of a report: self-contained, escaped, the same bytes every time, every figure with its evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from render.report_page import report_page
from render.report_tables import grids
from shop.home import Home
from shop.record import LANGUAGES, Language
from shop.reports import Report, parse_period, report
from shop.store.view import ShopView

NASTY = "<script>alert(1)</script>\"'&{{ 7*7 }}"
VOID = {"meta", "br", "link", "img"}


@pytest.fixture(scope="module", params=["coffee", "skincare", "outdoor"])
def made(request: pytest.FixtureRequest, sample_home: Callable[[str], Path]) -> Report:
    with ShopView(Home(sample_home(request.param)).current_build()) as view:
        return report(view, parse_period("2026-05-01..2026-10-20", view.at.date()))


class Tags(HTMLParser):
    """Collects the elements and addresses of a page, and checks that every element is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()


def read(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone(made: Report, language: Language) -> None:
    page = report_page(made, language)
    tags = read(page)
    assert "script" not in tags.seen
    assert tags.seen.count("svg") >= 3
    assert all(address.startswith("#") for address in tags.addresses)
    assert len(tags.ids) == len(set(tags.ids))
    outside = set(re.findall(r"https?://[^\"' <]+", page)) - {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert outside == set()
    assert page == report_page(made, language)
    assert all(f"<td>{figure.evidence.id}</td>" in page for figure in made.figures)


def test_what_comes_from_the_shop_is_escaped(made: Report) -> None:
    figures = tuple(
        figure.model_copy(update={"title": NASTY}) if figure.section == "product" else figure for figure in made.figures
    )
    page = report_page(made.model_copy(update={"shop": NASTY, "figures": figures}), "en")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page


def test_every_figure_stands_in_one_table(made: Report) -> None:
    listed = [id_ for grid in grids(made, "zh") for row in grid.rows for id_ in row.ids]
    assert sorted(listed) == sorted(figure.evidence.id for figure in made.figures)
    for grid in grids(made, "en"):
        assert all(len(row.cells) == len(grid.headers) for row in grid.rows)
        assert all(row.weight is None or 0 <= row.weight <= 1 for row in grid.rows)
