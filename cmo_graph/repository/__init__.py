"""Things by key, by kind and by filter: this package reads the model out of a snapshot."""

from cmo_graph.repository.facets import FACETS, Facet
from cmo_graph.repository.things import Page, Repository

__all__ = ["FACETS", "Facet", "Page", "Repository"]
