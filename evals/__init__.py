"""Measuring what leaves the house, independently of the code that checked it on the way out.

Does not know: transport, or which interface produced a message.
"""
