"""Lists of references from databases and reference managers: this package reads and writes them."""
