"""The shop's facts on disk: one DuckDB file per import behind a moving pointer, and the view every question reads."""
