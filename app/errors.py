"""Errors of putting the product together.

CopilotError
└── ServerNotUsable      COPILOT_LLM_BASE_URL is set, but no draft can be asked for there
"""

from __future__ import annotations

from shop.errors import CopilotError


class ServerNotUsable(CopilotError):
    """The model server of the settings cannot be used as it is."""

    def __init__(self, base_url: str, problem: str) -> None:
        super().__init__(
            f"The model server {base_url!r} cannot be used: {problem}.",
            hint="Start it, correct COPILOT_LLM_BASE_URL and COPILOT_LLM_MODEL, or unset them for the offline engine.",
        )
