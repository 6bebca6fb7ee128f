"""Three generated shops with known structure: to try the product, to test it, and to measure what it finds."""

from shop.samples.source import BRANDS, SampleSource, sample_source

__all__ = ["BRANDS", "SampleSource", "sample_source"]
