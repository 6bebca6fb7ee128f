"""The documents of a sample: brand books and policies as written, promotions checked and turned into JSON."""

from __future__ import annotations

from collections.abc import Iterator

from shop.importing.contract import RawDocument
from shop.samples.brand import Brand, data_folder, read_yaml
from shop.types.promotion import PromotionFile


def documents(brand: Brand) -> Iterator[RawDocument]:
    """Yield the documents in the order promotions, policies, brand books, each by file name."""
    promotions = PromotionFile.model_validate({"version": 1, **read_yaml(f"{brand.key}/promotions.yaml")})
    yield RawDocument("promotions", "promotions.json", promotions.model_dump_json(indent=2, exclude_none=True))
    for kind, folder in (("policy", "policies"), ("brand", "brand")):
        files = data_folder().joinpath(brand.key).joinpath(folder).iterdir()
        for file in sorted(files, key=lambda file: file.name):
            if file.name.endswith(".md"):
                yield RawDocument(kind, f"{folder}/{file.name}", file.read_text(encoding="utf-8"))
