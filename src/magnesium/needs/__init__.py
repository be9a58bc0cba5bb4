"""How much magnesium a person needs: reference values by authority and edition, and label values."""
