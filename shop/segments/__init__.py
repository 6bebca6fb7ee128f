"""Who the customers are: segments as trees, in words and evaluated; buying history, RFM, lifecycle.

tree/        kinds of condition, spans of time, reading JSON with limits, the normal form
fields/      the closed catalogue of what may be asked, and the check of a tree against it
compiling/   a tree through Ibis to the keys of its members
parsing/     words to a tree (and glossary.py: what a shop means by its words)
readback/    a tree to words, in English and Chinese
preview/     size, funnel, value, categories, overlap and notes of a tree
saved.py     segments by name: built-in (builtin_trees.py) and saved, with versions

Import from the modules: reasons read the lifecycle, and conditions read the reasons. What is unknown matches nothing:
no country is no country but `unknown`. Three rules need to be known: guests are nobody; an order is a paid one of at
least nothing; openings and clicks are only read of whoever allowed tracking, and of the others neither a condition on
them nor its opposite holds.
"""
