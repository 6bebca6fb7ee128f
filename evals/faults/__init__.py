"""Seeded faults: true texts are damaged in known ways, and the guard must not let the damage pass.

worlds.py      true texts with their evidence: written ones (worlds.yaml) and messages of sample shops
operators.py   the ways of damage; they see text and evidence, never the guard
table.py       per operator: tried, blocked, held, missed, with a Wilson interval; false alarms on the true texts
"""
