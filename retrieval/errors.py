"""Errors of the search index; each names the command that repairs it.

CopilotError
└── RetrievalError
    ├── IndexMissing         nothing was built yet
    ├── DamagedIndex         a file of the index cannot be read
    ├── IndexBusy            another process is building
    ├── EmbedderUnavailable  the embedding model cannot be loaded
    └── VectorServerDown     the Chroma server does not answer
InvalidInput
└── EmptyQuery               nothing to search for
"""

from __future__ import annotations

from shop.errors import CopilotError, InvalidInput

REBUILD = "Build it with `copilot build index`."


class RetrievalError(CopilotError):
    """Search cannot serve the request."""


class IndexMissing(RetrievalError):
    """No index was built in this folder yet."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"No search index in {folder!r} yet.", hint=REBUILD)


class DamagedIndex(RetrievalError):
    """A file of the index exists but cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"The search index {path!r} cannot be read: {reason}.", hint=REBUILD)


class IndexBusy(RetrievalError):
    """Another process is building this index."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"Another process is building the index in {folder!r}.", hint="Wait for it, then try again.")


class EmbedderUnavailable(RetrievalError):
    """The embedding model cannot be loaded here."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The embedding model {name!r} cannot be loaded: {reason}.",
            hint="Install the project's dependencies again, or set COPILOT_EMBEDDER (minilm, hashing, a local model).",
        )


class VectorServerDown(RetrievalError):
    """The Chroma server of COPILOT_CHROMA_URL does not answer."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            f"The Chroma server at {url!r} does not answer: {reason[:200]}.",
            hint="Start it (`chroma run`), or unset COPILOT_CHROMA_URL and build again: `copilot build index`.",
        )


class EmptyQuery(InvalidInput):
    """A query without a letter or digit."""

    def __init__(self) -> None:
        super().__init__("There is nothing to search for.", hint="Give at least one word.", where="query")
