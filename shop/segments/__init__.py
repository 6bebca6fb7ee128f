"""Who the customers are: buying history, RFM, lifecycle, and the built-in segments with their words and funnels.

Import from the modules (`shop.segments.builtin`, `.rfm`, `.lifecycle`): reasons read the lifecycle, and built-in
segments read the reasons.
"""
