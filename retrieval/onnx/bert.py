"""A BERT encoder as an ONNX model, from the folder of a sentence-transformers model.

The layers are those of Devlin et al., BERT (NAACL 2019); the names of the weights those of Hugging Face's BertModel.
Vectors equal those of torch up to rounding (tests/retrieval/test_onnx.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.errors import EmbedderUnavailable
from retrieval.onnx.graph import CONTRIB, Graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Weights = Mapping[str, NDArray[np.float32]]

TOKENS, MASK, STATES = "tokens", "mask", "states"


class Shape(NamedTuple):
    """What the folder says of its model. `longest`: tokens of a text that are read."""

    layers: int
    heads: int
    width: int
    epsilon: float
    longest: int


def shape_of(folder: Path) -> Shape:
    """Read the model's description; raises EmbedderUnavailable where it is not a BERT whose tokens are averaged."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
        sentence = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        if config["architectures"] != ["BertModel"] or config["hidden_act"] != "gelu":
            raise EmbedderUnavailable(str(folder), "it is not a BERT that can be run without torch")
        if config.get("position_embedding_type", "absolute") != "absolute" or not pooling["pooling_mode_mean_tokens"]:
            raise EmbedderUnavailable(str(folder), "its positions or its pooling are not those of a plain BERT")
        return Shape(
            config["num_hidden_layers"], config["num_attention_heads"], config["hidden_size"],
            config["layer_norm_eps"], sentence["max_seq_length"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbedderUnavailable(str(folder), f"its description cannot be read ({error})") from error


def bert_model(folder: Path, shape: Shape) -> bytes:
    """Return the model: from token numbers and their mask to one state per token. Raises EmbedderUnavailable."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        weights = load_file(folder / "model.safetensors")
        graph = Graph()
        state = _embedding(graph, weights, shape)
        for number in range(shape.layers):
            state = _layer(graph, weights, shape, number, state)
    except (OSError, KeyError, SafetensorError) as error:
        raise EmbedderUnavailable(str(folder), f"its weights cannot be read ({error})") from error
    graph.node("Identity", [state], STATES)
    return graph.model((TOKENS, MASK), STATES)


def _embedding(graph: Graph, weights: Weights, shape: Shape) -> str:
    """Words and positions; every token is of the first kind, so that its vector is added to the positions."""
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    inputs = [
        TOKENS, "",
        graph.weight("words", weights["embeddings.word_embeddings.weight"]),
        graph.weight("positions", weights["embeddings.position_embeddings.weight"] + kind), "",
        graph.weight("scale", weights["embeddings.LayerNorm.weight"]),
        graph.weight("shift", weights["embeddings.LayerNorm.bias"]),
    ]  # fmt: skip
    return graph.node("EmbedLayerNormalization", inputs, "embedded unused", CONTRIB, epsilon=shape.epsilon)


def _layer(graph: Graph, weights: Weights, shape: Shape, number: int, state: str) -> str:
    import numpy as np

    place = f"encoder.layer.{number}"

    def weight(name: str) -> NDArray[np.float32]:
        return weights[f"{place}.{name}"]

    def dense(name: str, source: str) -> str:
        matrix = graph.weight(f"{place}.{name}", weight(f"{name}.dense.weight").T)
        return graph.node("MatMul", [source, matrix], f"{place}.{name}.out")

    def normed(name: str, source: str, skipped: str) -> str:
        parts = (("scale", "LayerNorm.weight"), ("shift", "LayerNorm.bias"), ("bias", "dense.bias"))
        inputs = [graph.weight(f"{place}.{name}.{role}", weight(f"{name}.{part}")) for role, part in parts]
        output = f"{place}.{name}.normed"
        kind = "SkipLayerNormalization"
        return graph.node(kind, [source, skipped, *inputs], output, CONTRIB, epsilon=shape.epsilon)

    self_attention = [f"attention.self.{part}" for part in ("query", "key", "value")]
    joined = graph.weight(f"{place}.qkv", np.concatenate([weight(f"{part}.weight").T for part in self_attention], 1))
    biases = graph.weight(f"{place}.qkv.bias", np.concatenate([weight(f"{part}.bias") for part in self_attention]))
    attended = graph.node(
        "Attention", [state, joined, biases, MASK], f"{place}.attended", CONTRIB, num_heads=shape.heads
    )
    attended = normed("attention.output", dense("attention.output", attended), state)
    bias = graph.weight(f"{place}.intermediate.bias", weight("intermediate.dense.bias"))
    wide = graph.node("BiasGelu", [dense("intermediate", attended), bias], f"{place}.wide", CONTRIB)
    return normed("output", dense("output", wide), attended)
