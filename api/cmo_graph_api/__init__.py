"""The faces of the graph: HTTP, SPARQL and the command line, all over the library `cmo_graph`."""
