"""What may leave the house: slots, the facts in a text, and the evidence that proves them.

Does not know: how a text was made, or by which model.
"""
