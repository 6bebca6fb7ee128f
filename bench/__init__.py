"""Timings: each against a named baseline in the same run, written to bench/results with machine and date."""
