"""Products as the shop sells them at the moment of a view, and the one price that may be quoted for each."""

from shop.catalogue.chosen import among
from shop.catalogue.load import exact, plain, products
from shop.catalogue.narrow import narrowed, variant_title
from shop.catalogue.quote import QuotedPrice, price_of

__all__ = ["QuotedPrice", "among", "exact", "narrowed", "plain", "price_of", "products", "variant_title"]
