"""magnesium: offline answers about magnesium, with a citation for every number."""
