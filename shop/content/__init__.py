"""Texts of the shop that may be quoted: reviews, policies and the brand book, and which reviews are fit to quote."""

from shop.content.load import ReviewStats, brand_book, policies, review_stats, reviews
from shop.content.quotes import best_quote, quotable

__all__ = ["ReviewStats", "best_quote", "brand_book", "policies", "quotable", "review_stats", "reviews"]
