"""The deterministic writer: moves chosen by hash from phrase banks. It is not a language model and says so."""
