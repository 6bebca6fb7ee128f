"""The writers: the seam to a language model, the offline engine, and the composer that both serve.

Does not know: how a batch keeps its state, or which interface asked.
"""
