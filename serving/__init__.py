"""Serving a model with vLLM on a GPU: commands and requirements, in an environment of their own.

Does not know: the shop. The copilot reaches the server over HTTP only.
"""
