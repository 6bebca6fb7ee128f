"""Campaigns: plan, compose, check, and export; one folder of results per run.

Does not know: chat, or where the command came from.
"""
