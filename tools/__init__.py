"""Builders of the bundled tables; development only, never in the wheel."""
