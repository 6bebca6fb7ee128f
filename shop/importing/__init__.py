"""Getting a shop in: sources behind one small streaming contract, cleaning, cross-checks, the quality report."""
