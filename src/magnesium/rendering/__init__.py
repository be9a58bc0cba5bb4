"""Render answers."""
