"""What a person eats and drinks, added up and compared with what is needed."""
