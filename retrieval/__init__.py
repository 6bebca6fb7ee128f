"""Finding products and policies: vectors in Chroma, BM25, and their fusion.

Does not know: customers. Facts come from the shop's store by id; search only finds the ids.
"""
