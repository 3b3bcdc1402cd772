"""Configurations as records, one document after the other: this package reads and writes them."""
