"""Maps of causes and effects that others drew: this package reads and writes nodes and edges."""
