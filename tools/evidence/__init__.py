"""Turning records of the shop into evidence: one small file per kind; nothing is computed that is not in the store."""
