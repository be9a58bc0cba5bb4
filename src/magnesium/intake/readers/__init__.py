"""Readers of food logs: from the rows of a file to entries."""
