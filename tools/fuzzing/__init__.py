"""Inputs for :mod:`tools.fuzz`, by what they are given to: words, files, documents, frames and commands."""
