"""Errors of the guard.

CopilotError
└── GuardError           the guard cannot do what was asked
    ├── SlotError        a draft's slot is malformed (says where)
    ├── Unprintable      an evidence value that has no form in a text
    ├── UnreadableText   a text in a language the guard does not read
    └── RuleFileError    a rule, term or limit file that does not fit together
"""

from __future__ import annotations

from shop.errors import CopilotError


class GuardError(CopilotError):
    """The guard cannot do what was asked."""


class SlotError(GuardError):
    """A slot that does not follow the syntax; `position` is its first character in the text."""

    def __init__(self, reason: str, text: str, position: int) -> None:
        near = text[position : position + 40]
        super().__init__(
            f"{reason} at character {position}: {near!r}.",
            hint="A slot is written [[P1.price]] or, for a name, [[C.first_name|there]].",
        )
        self.position = position
        self.reason = reason


class Unprintable(GuardError):
    """An evidence value that has no form in a text."""


class UnreadableText(GuardError):
    """A text in a language or script that the guard does not read."""


class RuleFileError(GuardError):
    """A data file of the guard that does not fit its code."""
