"""A realist synthesis as one knowledge graph that can be asked and run.

This package is the library: model, store, support and theory logic. It knows nothing of HTTP or of
the command line; those are `cmo_graph_api`. Read `cmo_graph.model` first, then `cmo_graph.support`
and `cmo_graph.theory`.
"""

__version__ = "0.1.0"
