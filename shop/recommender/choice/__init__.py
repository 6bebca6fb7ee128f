"""Which model a shop uses: a rule by size before anything was measured, then what measurement finds."""
