"""Turn the rows of a food log into entries."""
