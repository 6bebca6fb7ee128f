"""How long to wait before asking a server again: bounded, growing, spread out, never shorter than it asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

LONGEST_WAIT_S = 30.0
"""A server that asks for a longer wait counts as gone: the message is written without it."""


def wait_before(attempt: int, key: str, first_s: float, headers: Mapping[str, str]) -> float:
    """Return seconds to wait before repetition `attempt` (from 1), or more than LONGEST_WAIT_S to give up.

    Doubles each time; between half and all of that by a hash of `key`, so that requests do not return together.
    """
    spread = int.from_bytes(hashlib.sha256(f"{key}|{attempt}".encode()).digest()[:4], "big") / 2**32
    doubled: float = first_s * (1 << (attempt - 1))
    own = min(LONGEST_WAIT_S, doubled * (0.5 + spread / 2))
    return max(own, _asked_for(headers))


def _asked_for(headers: Mapping[str, str]) -> float:
    """Return the seconds of a Retry-After header, 0 when it is missing or not a number of seconds."""
    try:
        asked = float(headers.get("retry-after", "0"))
    except ValueError:
        return 0.0
    return asked if asked >= 0 else 0.0
