"""Building the search index of a home, and removing what the shop no longer holds."""

from __future__ import annotations

from app.copilot import Copilot
from retrieval.index import IndexInfo, Progress, build_index


def index(copilot: Copilot, progress: Progress | None = None) -> IndexInfo:
    """Build the index of the shop as of the moment asked for; raises what building raises, and NoShop.

    Afterwards the build before the current one is removed too: a text that was deleted is then in no file.
    """
    with copilot.view() as view:
        info = build_index(view, copilot.home.index, copilot.embedder(), progress, copilot.settings.chroma_url)
    copilot.home.forget_previous()
    return info
