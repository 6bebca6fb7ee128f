"""Churn: who will not order within the next 90 days, how surely, why, and what is at stake.

    model = prepared(view, churn_folder(home.path))     # learnt once per build and moment
    forecasts = predict(view, model, ids)               # {id: ChurnForecast}, reasons with their numbers
    listed = watch_list(view, model, 50)                # most value at risk first

Customers who object to profiling have no forecast. A shop too small or too young gets the rhythm rule, which claims no
probability.
"""

from shop.churn.card import ChurnCard
from shop.churn.forecast import REASON_CODES, ChurnForecast, ChurnReason, ReasonCode, Risk, WatchList
from shop.churn.model import HORIZON_DAYS, ChurnModel
from shop.churn.predict import predict, watch_list
from shop.churn.prepare import churn_folder, prepared
from shop.churn.wording import reason_words

__all__ = [
    "HORIZON_DAYS", "REASON_CODES", "ChurnCard", "ChurnForecast", "ChurnModel", "ChurnReason", "ReasonCode", "Risk",
    "WatchList", "churn_folder", "predict", "prepared", "reason_words", "watch_list",
]  # fmt: skip
