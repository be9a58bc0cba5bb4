"""Foods, waters and compounds: items, their amounts and portions, and how they are found."""
