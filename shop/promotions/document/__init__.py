"""Reading and checking documents: `promotions.json`, and cases to be priced."""

from shop.promotions.document.case import Case, CaseBasket, Customer, read_case
from shop.promotions.document.checks import problems_of
from shop.promotions.document.places import Problem
from shop.promotions.document.reading import load, read, schema, validate

__all__ = [
    "Case",
    "CaseBasket",
    "Customer",
    "Problem",
    "load",
    "problems_of",
    "read",
    "read_case",
    "schema",
    "validate",
]
