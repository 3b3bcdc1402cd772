"""Theory logic: this package answers pathways, what-if and for-whom questions on model values."""
