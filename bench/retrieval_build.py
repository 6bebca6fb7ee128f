"""A process that builds the index of a home: python -m bench.retrieval_build HOME EMBEDDER [URL]."""

from __future__ import annotations

import sys
from pathlib import Path

from app.copilot import build
from app.indexing import index
from app.settings import Settings

if __name__ == "__main__":
    home, embedder, *url = sys.argv[1:]
    index(build(Settings(home=Path(home), embedder=embedder, chroma_url="".join(url))))
