"""The segment tree: what a segment is, as data. Never SQL, always readable back in words.

nodes.py      the kinds of condition and how they nest
values.py     what they compare with, and the operators
windows.py    spans of time and what they mean at a moment
read.py       a tree from JSON text and back, with limits
walk.py       its nodes one by one
normal.py     one form for trees that say the same
"""
