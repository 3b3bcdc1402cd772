"""A theory as networks for networkx: this package makes them, so that any algorithm there can run.

- `concepts`: concepts joined by the links that people wrote and configurations imply
- `configurations`: configurations joined where what one brings about is what the next asks for
- `writing`: a network as other programs read it

Every attribute of a node or an edge is a text, a number or a truth value, so that a network can be
written to GraphML and most other formats. What is not known is absent. A path through either
network forgets that a configuration needs everything it asks for together: `cmo_graph.theory` does
not.
"""

from cmo_graph.projection.claims import TheoryClaims
from cmo_graph.projection.concepts import concept_network
from cmo_graph.projection.configurations import ENTERED, configuration_network

__all__ = ["ENTERED", "TheoryClaims", "concept_network", "configuration_network"]
