"""A review as a workbook: this package writes it, reads it back, and merges what people changed.

Its sheets are derived from what the YAML files are read and written by (`layout` and the models),
so that both say the same: `tables` is where to begin.
"""
