"""From text to the units that BM25 counts: English word stems, Chinese characters in pairs and alone.

Documents and queries go through the same steps. Measured on Chinese queries (bench/chinese_search.py): pairs and single
characters find more than pairs alone, and more than the words of a dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from retrieval.errors import EmptyQuery

MAX_QUERY = 400
"""Characters of a query that are read; the embedding model reads about as many."""

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = {"Cf", "Cc", "Co", "Cs", "Cn"}


def visible(text: str) -> str:
    """Return the text without invisible characters, width variants folded (NFKC), runs of white space as one."""
    # Removed first: what they kept apart (a letter and its accent) must be folded together.
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def clean_query(query: str) -> str:
    """Return a query that is safe to search for: visible, at most MAX_QUERY characters. Raises EmptyQuery."""
    # Cut before as well: a pasted book must not cost a second of normalising.
    cleaned = visible(query[: 4 * MAX_QUERY])[:MAX_QUERY].strip()
    if not _WORD.search(cleaned):
        raise EmptyQuery
    return cleaned


def has_han(text: str) -> bool:
    """Return whether the text has a Chinese character (or Japanese kana)."""
    return _HAN.search(text) is not None


def document_tokens(text: str) -> list[str]:
    """Return the tokens of a document: stems, Chinese bigrams and single characters."""
    return _tokens(text)


def query_tokens(text: str) -> list[str]:
    """Return the tokens of a query: the same as a document's."""
    return _tokens(text)


def _tokens(text: str) -> list[str]:
    folded = visible(text).casefold()
    found = _stems(_HAN.sub(" ", folded))
    for run in _HAN.findall(folded):
        found.extend(run[start : start + 2] for start in range(len(run) - 1))
        found.extend(run)
    return found


def _stems(text: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = [word for word in _WORD.findall(bare) if word not in _stopwords()]
    return list(_stemmer().stemWords(words))


@cache
def _stopwords() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN

    return frozenset(STOPWORDS_EN)


@cache
def _stemmer() -> Any:  # noqa: ANN401 - PyStemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")
