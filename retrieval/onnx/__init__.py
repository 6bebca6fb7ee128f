"""Sentence models of the BERT family on ONNX Runtime: exported here from their weights, without torch or the network.

Does not know: what the vectors are for.
"""
