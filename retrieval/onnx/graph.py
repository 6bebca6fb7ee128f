"""Writing an ONNX model: the few messages of the format that are needed here, in Protocol Buffers' wire format.

A message is a list of byte strings that are joined once at the end, because weights are large and copies cost time.
Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto); the wire format is
described at https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPSET = 17
CONTRIB = "com.microsoft"
"""Fused operators of ONNX Runtime itself (Attention, SkipLayerNormalization …)."""
_IR_VERSION = 8
_FLOAT, _INT32 = 1, 6

Message = list[bytes]


class Graph:
    """Collects nodes and weights in the order of computation; `model` writes them out."""

    def __init__(self) -> None:
        self._nodes: Message = []
        self._weights: Message = []

    def weight(self, name: str, values: NDArray[Any]) -> str:
        """Add a float32 tensor and return its name."""
        tensor = [_number(1, size) for size in values.shape]
        tensor += [_number(2, _FLOAT), *_text(8, name), *_nested(9, [values.astype("<f4", copy=False).tobytes()])]
        self._weights += _nested(5, tensor)
        return name

    def node(self, kind: str, inputs: Iterable[str], outputs: str, domain: str = "", **settings: float) -> str:
        """Add an operator and return the name of its first output; an empty input is one left out.

        `outputs` are names with a space between them."""
        names = outputs.split()
        parts = [_text(1, name) for name in inputs] + [_text(2, name) for name in names]
        parts += [_text(4, kind), _text(7, domain)]
        parts += [_nested(5, _attribute(name, value)) for name, value in settings.items()]
        self._nodes += _nested(1, _joined(parts))
        return names[0]

    def model(self, inputs: Iterable[str], output: str) -> bytes:
        """Return the model: int32 inputs of shape (texts, tokens), a float32 output of shape (texts, tokens, width)."""
        body = [*self._nodes, *_text(2, "bert"), *self._weights]
        body += _joined(_nested(11, _tensor(name, _INT32, ("texts", "tokens"))) for name in inputs)
        body += _nested(12, _tensor(output, _FLOAT, ("texts", "tokens", "width")))
        opsets = [[*_text(1, domain), _number(2, version)] for domain, version in (("", OPSET), (CONTRIB, 1))]
        return b"".join([_number(1, _IR_VERSION), *_nested(7, body), *_joined(_nested(8, opset) for opset in opsets)])


def _attribute(name: str, value: float) -> Message:
    if isinstance(value, int):
        return [*_text(1, name), _number(3, value), _number(20, 2)]
    return [*_text(1, name), bytes([2 << 3 | 5]) + struct.pack("<f", value), _number(20, 1)]


def _tensor(name: str, kind: int, axes: Iterable[str]) -> Message:
    shape = _joined(_nested(1, _text(2, axis)) for axis in axes)
    return [*_text(1, name), *_nested(2, _nested(1, [_number(1, kind), *_nested(2, shape)]))]


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> Message:
    return _nested(field, [value.encode()])


def _nested(field: int, parts: Message) -> Message:
    return [_varint(field << 3 | 2) + _varint(sum(map(len, parts))), *parts]


def _joined(messages: Iterable[Message]) -> Message:
    return [part for message in messages for part in message]


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
