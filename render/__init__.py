"""From a checked message to what a person sees: MJML to HTML and text, SMS parts, `.eml` files, galleries.

Does not know: models, evidence rules or customers' histories.
"""
