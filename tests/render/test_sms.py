from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.sms import GSM_BASIC, GSM_EXTENSION, count


@pytest.mark.parametrize(
    ("text", "encoding", "characters", "parts", "per_part"),
    [
        ("", "gsm7", 0, 0, 160),
        ("a", "gsm7", 1, 1, 160),
        ("a" * 160, "gsm7", 160, 1, 160),
        ("a" * 161, "gsm7", 161, 2, 153),
        ("a" * 306, "gsm7", 306, 2, 153),
        ("a" * 307, "gsm7", 307, 3, 153),
        ("£" * 160, "gsm7", 160, 1, 160),
        ("€" * 80, "gsm7", 160, 1, 160),
        ("€" * 81, "gsm7", 162, 2, 153),
        ("[" + "a" * 158, "gsm7", 160, 1, 160),
        # 152 septets, then an escaped character that does not fit into the first part: 3 parts, not 2
        ("a" * 152 + "€" + "a" * 152, "gsm7", 306, 3, 153),
        ("你" * 70, "ucs2", 70, 1, 70),
        ("你" * 71, "ucs2", 71, 2, 67),
        ("你" * 134, "ucs2", 134, 2, 67),
        ("你" * 135, "ucs2", 135, 3, 67),
        ("ç", "ucs2", 1, 1, 70),
        ("`", "ucs2", 1, 1, 70),
        ("’", "ucs2", 1, 1, 70),
        ("🎧" * 35, "ucs2", 70, 1, 70),
        ("🎧" * 36, "ucs2", 72, 2, 67),
        # 66 units, then a pair that may not be split
        ("你" * 66 + "🎧" + "你" * 66, "ucs2", 134, 3, 67),
        ("👨‍👩‍👧", "ucs2", 8, 1, 70),
        ("line\nline", "gsm7", 9, 1, 160),
    ],
)
def test_counts(text: str, encoding: str, characters: int, parts: int, per_part: int) -> None:
    assert count(text) == (encoding, characters, parts, per_part)


def test_the_alphabet_has_its_size() -> None:
    assert len(GSM_BASIC) == 127  # 128 places, one of them the escape
    assert len(GSM_EXTENSION) == 10
    assert not GSM_BASIC & GSM_EXTENSION


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.sampled_from([*sorted(GSM_BASIC | GSM_EXTENSION), "你", "🎧"]), max_size=400))
def test_parts_hold_the_text_and_no_more_than_needed(text: str) -> None:
    counted = count(text)
    assert counted.parts * counted.per_part >= counted.characters
    if counted.parts > 1:
        assert counted.characters > (160 if counted.encoding == "gsm7" else 70)
        # at most one unit of each part is lost to a pair that may not be split
        assert (counted.parts - 1) * (counted.per_part - 1) < counted.characters
