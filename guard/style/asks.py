"""Criterion 3: one call to action, and it names the thing."""

from __future__ import annotations

from collections.abc import Sequence

from guard.style.data import words
from guard.style.model import MOST_WORST, Criterion
from guard.style.texts import Copy, slots_of

MOST_GENERIC = 0.10


def asks(copies: Sequence[Copy]) -> Criterion:
    """At most a tenth of the labels would fit any shop; a channel without a label asks nothing twice."""
    labelled = [copy for copy in copies if copy.draft.cta]
    generic = [copy.id for copy in labelled if _is_generic(copy)]
    share = len(generic) / max(len(labelled), 1)
    return Criterion(
        number=3, name="one call to action that names the thing", passed=share <= MOST_GENERIC,
        found=f"{share:.0%} generic of {len(labelled)}", wanted=f"at most {MOST_GENERIC:.0%}",
        worst=tuple(generic[:MOST_WORST]),
    )  # fmt: skip


def _is_generic(copy: Copy) -> bool:
    label = copy.draft.cta.casefold()
    return not slots_of(copy.draft.cta) or any(word in label for word in words(copy.language, "generic_labels"))
