"""Settings and the composition root: the one place that reads the environment and puts parts together.

Does not know: business rules.
"""
