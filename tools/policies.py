"""Passages of policies as evidence: found by words, stated from the store in their current version."""

from __future__ import annotations

from retrieval.documents import policy_passages
from retrieval.search import Searcher
from retrieval.tokens import has_han
from shop.content import policies
from shop.evidence import Evidence
from shop.record import Language
from shop.store.view import ShopView
from tools.evidence.catalogue import passage_evidence


def policy_evidence_for(
    view: ShopView, searcher: Searcher, query: str, k: int, language: Language
) -> tuple[Evidence, ...]:
    """Return the best passages, in the language of the query where the shop wrote them in it, else in `language`.

    The index only finds them: text, heading and version are those of the shop's current document, and a passage that
    is no longer in it is left out.
    """
    current = {passage.id: passage for passage in policy_passages(view)}
    hits = [hit.passage.id for hit in searcher.search_policies(query, 50)]
    spoken = "zh" if has_han(query) else language
    written = {current[id_].language for id_ in hits if id_ in current}
    wanted = spoken if spoken in written else language if language in written else ""
    kept = [current[id_] for id_ in hits if id_ in current and (not wanted or current[id_].language == wanted)][:k]
    documents = {one: policies(view, one) for one in {passage.language for passage in kept}}
    return tuple(
        passage_evidence(f"K{rank}", passage, documents[passage.language][passage.policy_id], view.at)
        for rank, passage in enumerate(kept, 1)
    )
