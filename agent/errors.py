"""What can go wrong with a model server, mapped once from its client's errors.

ModelError(CopilotError)
├── ModelUnreachable   no answer: refused connection, timeout, server error, too busy after all attempts
├── ModelRefused       an answer that will not change by asking again: key, model name, request too long
└── BadReply           an answer that is not a usable draft: empty, cut, not JSON, raw tool text
"""

from __future__ import annotations

from shop.errors import CopilotError


class ModelError(CopilotError):
    """The language model did not deliver a draft; the composer then writes without it."""


class ModelUnreachable(ModelError):
    """The server gave no answer that counts, after all attempts."""

    def __init__(self, base_url: str, reason: str) -> None:
        super().__init__(
            f"The model server at {base_url!r} gave no answer: {reason}.",
            hint="Check that it runs and that COPILOT_LLM_BASE_URL is right; `copilot doctor` probes it.",
        )
        self.reason = reason


class ModelRefused(ModelError):
    """The server understood and said no."""

    def __init__(self, base_url: str, status: int, reason: str) -> None:
        super().__init__(
            f"The model server at {base_url!r} refused the request ({status}): {reason}.",
            hint="Check COPILOT_LLM_MODEL and the key; `copilot doctor` lists the models it serves.",
        )
        self.status = status


class BadReply(ModelError):
    """The server answered, but not with a usable draft; `text` is what it said, bounded, for the repair turn."""

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(f"The model's answer is not a usable draft: {reason}.")
        self.reason = reason
        self.text = text[:2000]
