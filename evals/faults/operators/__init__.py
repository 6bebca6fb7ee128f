"""All ways of making a true text false, by kind of damage: amounts, days, products, identity, conditions."""

from __future__ import annotations

from evals.faults.operators import amounts, conditions, days, identity, products
from evals.faults.operators.conditions import added, dropped
from evals.faults.operators.fault import Fault

__all__ = ["FAULTS", "Fault"]

FAULTS: tuple[Fault, ...] = (
    Fault("price changed", "hard", amounts.price_changed),
    Fault("digits swapped", "hard", amounts.digit_swapped),
    Fault("万 for 元, k", "hard", amounts.wan_for_yuan),
    Fault("currency changed", "hard", amounts.currency_changed),
    Fault("折 for %", "hard", amounts.fold_for_percent),
    Fault("price for list price", "hard", amounts.price_for_list_price),
    Fault("threshold for reduction", "hard", amounts.threshold_for_reduction),
    Fault("price per month", "hard", amounts.per_month),
    Fault("price for two", "hard", amounts.for_two),
    Fault("amount times ten", "hard", amounts.times_ten),
    Fault("date shifted", "hard", days.date_shifted),
    Fault("code changed", "hard", identity.code_changed),
    Fault("wrong pairing", "hard", amounts.wrong_pairing),
    Fault("other name", "hard", identity.other_name),
    Fault("foreign link", "hard", identity.foreign_url),
    Fault("look-alike link", "hard", identity.look_alike_url),
    Fault("invisible character", "hard", identity.invisible),
    Fault("quote changed", "hard", identity.changed_quote),
    Fault("days of a policy", "hard", conditions.other_days),
    Fault("threshold turned round", "hard", conditions.turned_round),
    Fault("product of the catalogue", "attribute", products.catalogue_product),
    Fault("measure in another unit", "attribute", products.other_unit),
    Fault("attribute denied", "attribute", products.denied),
    Fault("wrong product", "attribute", products.wrong_product),
    Fault("attribute of another product", "attribute", products.attribute_swapped),
    Fault("attribute number", "attribute", products.attribute_value),
    Fault("attribute word", "attribute", products.attribute_word),
    Fault("dropped threshold", "attribute", dropped("threshold")),
    Fault("dropped end", "attribute", dropped("end")),
    Fault("dropped exclusion", "attribute", dropped("exclusion")),
    Fault("fake scarcity", "soft", added("scarcity")),
    Fault("fake urgency", "soft", added("urgency")),
    Fault("invented gift", "soft", added("gift")),
    Fault("invented efficacy", "soft", added("efficacy")),
    Fault("superlative", "soft", added("superlative")),
    Fault("guarantee", "soft", added("guarantee")),
    Fault("invented popularity", "soft", added("popularity")),
    Fault("invented award", "soft", added("award")),
    Fault("invented history", "soft", added("history")),
    Fault("joint purchase", "soft", added("together")),
    Fault("delivery promise", "soft", added("delivery")),
    Fault("one free with one", "soft", added("bogo")),
    Fault("invented testimonial", "soft", added("testimonial")),
    Fault("price comparison", "soft", added("comparison")),
    Fault("way to pay", "soft", added("payment")),
    Fault("returns made easier", "soft", added("returns")),
    Fault("quiet claim", "soft", added("quiet")),
    Fault("invented property", "open", added("property")),
)
