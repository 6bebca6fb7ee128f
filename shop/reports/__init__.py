"""Reports: how the shop did in a period, in figures that are evidence (kind F), compared with earlier periods."""

from shop.reports.build import report
from shop.reports.causes import Cause
from shop.reports.figures import Figure, Remark, Report
from shop.reports.period import Period, Step, parse_period

__all__ = ["Cause", "Figure", "Period", "Remark", "Report", "Step", "parse_period", "report"]
