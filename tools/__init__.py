"""What an agent may ask of the shop: declared tools, and `gather`, the only way to evidence.

Does not know: who calls a tool (a model, the command line, a batch).
"""
