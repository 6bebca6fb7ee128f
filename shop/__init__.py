"""The shop without any language model: its facts, its time, its segments, recommendations and promotions.

For: types that every other room shares, evidence, the clock, the home directory, importers, sample shops and
the questions a marketer asks of them.
Does not know: prompts, models, HTTP, or how a message is written.
"""
