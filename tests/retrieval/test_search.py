"""What a search finds, in which order, and how it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.documents import product_documents
from retrieval.embedders import HashingEmbedder, minilm
from retrieval.errors import DamagedIndex, EmbedderUnavailable, EmptyQuery, IndexMissing
from retrieval.index import build_index
from retrieval.rerank import TitleCoverage
from retrieval.search import RRF_CONSTANT, WEIGHTS, Asked, Searcher, fuse
from retrieval.status import status
from retrieval.tokens import document_tokens, query_tokens
from shop.errors import InvalidInput
from shop.store.view import ShopView

if TYPE_CHECKING:
    from retrieval.embedders import Vectors


@pytest.fixture
def index(view: ShopView, tmp_path: Path, embedder: HashingEmbedder) -> Path:
    build_index(view, tmp_path / "index", embedder)
    return tmp_path / "index"


def found(searcher: Searcher, query: str, k: int = 10) -> list[str]:
    return [hit.product_id for hit in searcher.search(query, k)]


def test_a_title_weighs_more_than_a_description(index: Path, embedder: HashingEmbedder) -> None:
    with Searcher(index, embedder) as searcher:
        hits = searcher.search("kettles")

    # The mug's description says kettle twice, the kettle's title once in each of its fields.
    assert [hit.product_id for hit in hits if "words" in hit.sources] == ["kettle", "mug"]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert hits[0].score == pytest.approx(sum(WEIGHTS.values()) / (RRF_CONSTANT + 1))


def test_words_of_the_description_are_found_by_their_stem(index: Path, embedder: HashingEmbedder) -> None:
    with Searcher(index, embedder) as searcher:
        assert found(searcher, "burning candles")[0] == "candle"
        assert found(searcher, "grinder")[0] == "mill"
        assert found(searcher, "cafe au lait")[0] == "candle"


@pytest.mark.parametrize(
    ("query", "product_id"),
    [
        ("磨豆机", "mill"),
        ("我想买一个手冲壶", "kettle"),
        ("薰衣草", "candle"),
        ("桃", "guji"),
        ("可以进洗碗机的杯子", "mug"),
    ],
)
def test_chinese_is_found_by_characters_in_a_row(
    index: Path, embedder: HashingEmbedder, query: str, product_id: str
) -> None:
    with Searcher(index, embedder) as searcher:
        hits = searcher.search(query)

    assert hits[0].product_id == product_id
    assert {hit.sources for hit in hits} == {("words",)}


def test_chinese_uses_vectors_when_the_embedder_reads_it(view: ShopView, tmp_path: Path) -> None:
    embedder = HashingEmbedder(languages=("en", "zh"))
    build_index(view, tmp_path, embedder)
    with Searcher(tmp_path, embedder) as searcher:
        assert searcher.search("手冲壶")[0].sources == ("words", "meaning")


def test_a_name_that_only_the_other_language_has_is_found_there(
    new_shop: Callable[[], Any], tmp_path: Path, embedder: HashingEmbedder
) -> None:
    shop = new_shop().product("v60", texts={"zh": {"name": "Hario V60 滤杯"}})
    with shop.view() as view:
        build_index(view, tmp_path, embedder)
    with Searcher(tmp_path, embedder) as searcher:
        assert found(searcher, "hario") == ["v60"]
        assert found(searcher, "Hario滤杯") == ["v60"]


def test_products_in_two_languages_are_found_once(view: ShopView, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    build_index(view, tmp_path, embedder)
    with Searcher(tmp_path, embedder) as searcher:
        ids = found(searcher, "coffee")
    assert len(ids) == len(set(ids)) == 5


def test_policies_are_found_by_passage(index: Path, embedder: HashingEmbedder) -> None:
    with Searcher(index, embedder) as searcher:
        english = searcher.search_policies("where do I print the return label")[0]
        chinese = searcher.search_policies("退货运费谁出")[0]

    assert english.passage.heading == "Returns · How to return"
    assert english.passage.policy_id == "returns"
    assert chinese.passage.text == "退货运费由我们承担。"


def test_the_same_question_has_the_same_answer(index: Path, embedder: HashingEmbedder) -> None:
    with Searcher(index, embedder) as one, Searcher(index, embedder) as two:
        assert one.search("coffee", 5) == one.search("coffee", 5) == two.search("coffee", 5)


def test_k_bounds_the_answer(index: Path, embedder: HashingEmbedder) -> None:
    with Searcher(index, embedder) as searcher:
        assert len(searcher.search("coffee", 2)) == 2
        for k in (0, -1, 1001):
            with pytest.raises(InvalidInput, match="1 to 1000"):
                searcher.search("coffee", k)


def test_instructions_and_invisible_text_in_a_query_are_only_words(index: Path, embedder: HashingEmbedder) -> None:
    with Searcher(index, embedder) as searcher:
        assert found(searcher, "ket\u200btle\u202e") == found(searcher, "kettle")
        with pytest.raises(EmptyQuery):
            searcher.search("\u200b")


def test_without_an_index_the_build_command_is_named(tmp_path: Path, embedder: HashingEmbedder) -> None:
    with Searcher(tmp_path / "none", embedder) as searcher, pytest.raises(IndexMissing, match="copilot build index"):
        searcher.search("kettle")
    assert status(tmp_path / "none", "shop-1.duckdb").state == "missing"


@pytest.mark.parametrize("part", ["products-latin/vocab.index.json", "products-latin/ids.json", "passages.json"])
def test_damaged_words_name_the_file_and_the_build_command(index: Path, embedder: HashingEmbedder, part: str) -> None:
    (index / "v1" / part).write_bytes(b"\xff garbage")

    with Searcher(index, embedder) as searcher, pytest.raises(DamagedIndex, match="copilot build index") as caught:
        searcher.search("kettle")
    assert part.split("/")[0] in str(caught.value)


@pytest.mark.parametrize("pointer", ["v9", "../elsewhere", ""])
def test_a_pointer_to_nowhere_is_damage(index: Path, embedder: HashingEmbedder, pointer: str) -> None:
    (index / "current").write_text(pointer, encoding="utf-8")

    with Searcher(index, embedder) as searcher, pytest.raises(DamagedIndex, match="does not exist"):
        searcher.search("kettle")
    assert status(index, "shop-1.duckdb").state == "damaged"


def test_damaged_vectors_leave_the_words(index: Path, embedder: HashingEmbedder) -> None:
    (index / "v1" / "chroma" / "chroma.sqlite3").write_bytes(b"garbage" * 1000)

    with Searcher(index, embedder) as searcher:
        hits = searcher.search("kettle")
        assert [hit.product_id for hit in hits] == ["kettle", "mug"]
        assert {hit.sources for hit in hits} == {("words",)}
        assert "copilot build index" in searcher.degraded


def test_missing_vectors_leave_the_words(index: Path, embedder: HashingEmbedder) -> None:
    (index / "v1" / "chroma").rename(index / "moved")

    with Searcher(index, embedder) as searcher:
        assert found(searcher, "kettle") == ["kettle", "mug"]
        assert "does not exist" in searcher.degraded


def test_vectors_of_another_embedder_are_not_compared(index: Path) -> None:
    with Searcher(index, HashingEmbedder(32)) as searcher:
        assert {hit.sources for hit in searcher.search("kettle")} == {("words",)}
        assert "hashing-32" in searcher.degraded


def test_an_embedder_that_cannot_load_leaves_the_words(index: Path) -> None:
    class Missing(HashingEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            raise EmbedderUnavailable(self.name, "it is not installed")

    with Searcher(index, Missing(languages=("en",))) as searcher:
        assert found(searcher, "kettle") == ["kettle", "mug"]
        assert "not installed" in searcher.degraded


RANKING = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(RANKING, RANKING)
@settings(max_examples=50, deadline=None)
def test_fusion_keeps_every_id_once_and_prefers_what_both_rank_higher(one: list[str], two: list[str]) -> None:
    fused = [item.id for item in fuse({"words": one, "meaning": two})]

    assert sorted(fused) == sorted({*one, *two})
    for better in one:
        for worse in one[one.index(better) + 1 :]:
            if better in two and (worse not in two or two.index(better) < two.index(worse)):
                assert fused.index(better) < fused.index(worse)


@pytest.mark.slow
def test_the_shipped_model_finds_by_meaning_what_shares_no_word(view: ShopView, tmp_path: Path) -> None:
    query = "something to grind beans by hand"
    embedder = minilm()
    build_index(view, tmp_path, embedder)
    with Searcher(tmp_path, embedder) as searcher:
        hits = searcher.search(query)

    mill = next(item for item in product_documents(view) if (item.id, item.language) == ("mill", "en"))
    assert not set(query_tokens(query)) & set(document_tokens(f"{mill.title} {mill.text}"))
    # Above it there is only the coffee whose description speaks of whole beans.
    assert [(hit.product_id, hit.sources) for hit in hits[:2]] == [
        ("guji", ("words", "meaning")),
        ("mill", ("meaning",)),
    ]


@pytest.mark.parametrize("languages", [("en",), ("en", "zh")])
def test_a_search_among_ids_is_the_whole_ranking_without_the_others(
    view: ShopView, tmp_path: Path, languages: tuple[str, ...]
) -> None:
    embedder = HashingEmbedder(languages=languages)
    build_index(view, tmp_path, embedder)
    with Searcher(tmp_path, embedder) as searcher:
        for query in ("kettle for coffee", "咖啡", "candle"):
            everything = found(searcher, query)
            for ids in (["mug", "guji"], {"kettle"}, [], ["nothing such", "candle"], list(everything)):
                among = [hit.product_id for hit in searcher.search(query, 10, ids)]
                assert set(among) <= set(ids)
                assert [id_ for id_ in among if id_ in everything] == [id_ for id_ in everything if id_ in ids]


def test_many_questions_have_the_answers_of_each(index: Path, embedder: HashingEmbedder) -> None:
    asked = [Asked("kettle"), Asked("coffee", ["mug", "guji"]), Asked("磨豆机"), Asked("kettle")]
    with Searcher(index, embedder) as searcher:
        assert searcher.search_many(asked, 3) == [searcher.search(one.query, 3, one.ids) for one in asked]


def test_a_reranker_orders_the_first_results_and_scores_stay_in_order(index: Path, embedder: HashingEmbedder) -> None:
    titles = {"mug": "Stoneware mug for tea", "kettle": "Gooseneck kettle"}
    with Searcher(index, embedder) as searcher:
        plain = searcher.search("tea kettle mug")
    with Searcher(index, embedder, reranker=TitleCoverage(lambda ids: titles)) as searcher:
        moved = searcher.search("tea kettle mug")

    assert [hit.score for hit in moved] == [hit.score for hit in plain]
    assert [hit.product_id for hit in moved][:2] == ["mug", "kettle"]
    assert {hit.product_id for hit in moved} == {hit.product_id for hit in plain}
