"""Integrations with other software; each needs its extra, and none is imported by the rest."""
