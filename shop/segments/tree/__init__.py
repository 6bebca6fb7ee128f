"""The segment tree: what a segment is, as data. Never SQL, always readable back in words.

nodes.py      the kinds of condition and how they nest
windows.py    spans of time and what they mean at a moment
"""
