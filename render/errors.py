"""Errors of rendering.

CopilotError
└── RenderError          a message cannot be put into the form of its channel
    ├── EmailTooLarge    the HTML would be clipped by the reader's mail service
    └── NotMailable      an e-mail lacks what it must have before it may be built
"""

from __future__ import annotations

from shop.errors import CopilotError


class RenderError(CopilotError):
    """A message cannot be put into the form of its channel."""


class EmailTooLarge(RenderError):
    """The HTML is longer than mail services show."""

    def __init__(self, message_id: str, size: int, most: int) -> None:
        super().__init__(
            f"The e-mail {message_id!r} has {size} bytes of HTML; {most} are shown.",
            hint="Shorten the text or show fewer products.",
        )


class NotMailable(RenderError):
    """An e-mail lacks an address, a sender or a way to unsubscribe."""
