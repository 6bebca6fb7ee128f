from __future__ import annotations

import pytest

from render.channels import measure, spec, version
from shop.errors import NotFound
from shop.record import CHANNELS


def test_every_channel_has_limits_with_a_source() -> None:
    for channel in CHANNELS:
        limits = spec(channel).limits
        assert limits
        assert all(limit.source and limit.note for limit in limits)


def test_data_names_its_version() -> None:
    assert version().startswith("channels@20")


def test_limits_are_found_by_name_and_severity() -> None:
    assert spec("email").limit("html").most == 102 * 1024
    assert (spec("email").limit("subject").most, spec("email").limit("subject", "warn").most) == (60, 50)
    with pytest.raises(NotFound, match="subject"):
        spec("email").limit("subjct")


@pytest.mark.parametrize(
    ("unit", "expected"), [("characters", 4), ("bytes", 11), ("septets", 5), ("utf16", 5)]
)  # a, €, 你, 🎧
def test_measures_in_the_unit_of_the_limit(unit: str, expected: int) -> None:
    assert measure("a€你🎧", unit) == expected  # type: ignore[arg-type]
