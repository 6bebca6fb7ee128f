"""The short cuts of the import mean the same as the long way round."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.importing.cleaning import ShopDefaults, TableCleaner
from shop.importing.columns import Conventions
from shop.importing.contract import RawRow, RawTable
from shop.importing.dates import moment_reader
from shop.importing.quality import Tally
from shop.importing.texts import read_id
from shop.importing.words import empty_words, says_nothing

# Half an hour of daylight saving, a quarter-hour offset, a day that was skipped, ordinary rules.
ZONES = ("Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/Chicago", "Europe/Berlin", "Asia/Shanghai")
READERS = {name: moment_reader(ZoneInfo(name)) for name in ZONES}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ZONES), st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)))
def test_any_local_moment_becomes_the_utc_that_the_zone_says(name: str, moment: datetime) -> None:
    expected = moment.replace(tzinfo=ZoneInfo(name)).astimezone(UTC).replace(tzinfo=None)
    assert READERS[name](moment.isoformat()) == expected


@pytest.mark.parametrize(("name", "day"), [
    ("Australia/Lord_Howe", datetime(2026, 4, 5)), ("Australia/Lord_Howe", datetime(2026, 10, 4)),
    ("America/Chicago", datetime(2026, 3, 8)), ("America/Chicago", datetime(2026, 11, 1)),
    ("Pacific/Apia", datetime(2011, 12, 30)), ("Asia/Shanghai", datetime(1940, 6, 1)),
])  # fmt: skip
def test_every_quarter_of_a_day_on_which_the_clock_changes(name: str, day: datetime) -> None:
    for quarter in range(-8, 4 * 26):
        moment = day + timedelta(minutes=15 * quarter)
        expected = moment.replace(tzinfo=ZoneInfo(name)).astimezone(UTC).replace(tzinfo=None)
        assert READERS[name](moment.isoformat(sep=" ")) == expected


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=12).map(str.strip), st.sampled_from(sorted(empty_words())).map(str.upper)))
def test_empty_words_are_found_whatever_their_length(text: str) -> None:
    assert says_nothing(text) == (" ".join(text.casefold().split()) in empty_words())


def test_an_id_that_says_nothing_is_none() -> None:
    assert [read_id(cell) for cell in (" NULL ", "n/a", "null-1", "")] == [None, None, "null-1", None]


def _cleaner(rows: Iterator[RawRow]) -> TableCleaner:
    raw = RawTable("codes", "codes.csv", ("pool", "code"), rows)
    return TableCleaner(raw, Conventions(ZoneInfo("UTC"), "day_first"), ShopDefaults("EUR", ""), Tally())


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was_also_after_an_error(on: bool) -> None:
    def failing() -> Iterator[RawRow]:
        yield RawRow(2, ["a", "b"])
        raise OSError("the disk is gone")

    before = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        assert [chunk.columns for chunk in _cleaner(iter([RawRow(2, ["a", "b"])])).chunks()] == [
            {"pool": ["a"], "code": ["b"]}
        ]
        assert gc.isenabled() is on
        with pytest.raises(OSError, match="gone"):
            next(_cleaner(failing()).chunks())
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()


def test_broken_rows_among_sound_ones_are_still_set_aside() -> None:
    cleaner = _cleaner(iter([RawRow(2, ["a", "b"]), RawRow(3, ["a"]), RawRow(4, ["c", "d"], "unbalanced_quote")]))
    assert [chunk.numbers for chunk in cleaner.chunks()] == [[2]]
    assert (cleaner.read, cleaner.lost) == (3, 2)
    none = _cleaner(iter([RawRow(2, ["a"])]))
    assert list(none.chunks()) == []
    assert (none.read, none.lost) == (1, 1)
