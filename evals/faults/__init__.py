"""Seeded faults: true texts are damaged in known ways, and the guard must not let the damage pass.

worlds.py      true texts with their evidence: written ones (worlds.yaml) and messages of sample shops
paraphrases.py true sentences in many ways of saying them, filled from the evidence of every world (paraphrases.yaml)
operators/     the ways of damage, by kind; they see text and evidence, never the guard
table.py       per operator: tried, blocked, held, missed, with a Wilson interval; false alarms on the true texts
"""
