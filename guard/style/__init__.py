"""How copy reads: scorers over finished messages, as pure functions.

They see a message's draft, its filled copy and its evidence, never who wrote it. Slots count as one sign unless a
criterion says otherwise: two messages that differ in names and prices alone are the same message here.
"""
