"""Versioned prompt files and their strict rendering.

Does not know: anything else. This package imports none of the others.
"""
