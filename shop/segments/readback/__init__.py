"""A tree in words that a person understands in one way, in English and Chinese."""

from shop.segments.readback.read_back import read_back

__all__ = ["read_back"]
