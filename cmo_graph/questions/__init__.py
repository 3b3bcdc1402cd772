"""Questions to the graph: this package gathers what one needs and calls the pure cores."""
