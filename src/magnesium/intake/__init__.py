"""What a person eats and drinks, summed and compared with the requirement."""
