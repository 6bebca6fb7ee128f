"""What a segment is before anything is written: words, size, funnel, sample, value, categories, overlap, notes."""

from shop.segments.preview.look import look
from shop.segments.preview.preview import CategoryShare, Note, Overlap, Sampled, TreePreview, ValueProfile

__all__ = ["CategoryShare", "Note", "Overlap", "Sampled", "TreePreview", "ValueProfile", "look"]
