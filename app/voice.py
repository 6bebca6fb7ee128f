"""How the messages of a finished run read: the criteria of guard/style over a sample of them."""

from __future__ import annotations

from app.copilot import Copilot
from campaigns.outputs import RunFolder
from guard.style.model import StyleReport
from guard.style.score import score

MOST_READ = 1_000
"""Messages that are scored; of more, every so-manyth."""


def voice(copilot: Copilot, campaign_id: str) -> list[StyleReport]:
    """Return one report per language; raises NotFound when the campaign was not run."""
    messages = RunFolder(copilot.home.runs / campaign_id).read_messages()
    step = -(-len(messages) // MOST_READ) or 1
    return score(messages[::step])
