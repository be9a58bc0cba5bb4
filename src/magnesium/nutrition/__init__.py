"""What goes in, and what is needed: items, entries, intakes, reference values, adequacy."""
