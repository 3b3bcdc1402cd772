"""Lists, totals and search beside a store: this package answers them without asking the engine.

`facets` says what can be filtered, `reading` takes it from a graph, `places` numbers what a thing
is listed under, `writing` brings the catalogue of the next version up to date, `querying` answers,
`words` says how what people type is looked for. `schema.sql` has the tables.
"""

from cmo_graph.store.catalogue.querying import Catalogue, CataloguePage, Hit
from cmo_graph.store.catalogue.writing import CatalogueWriter

__all__ = ["Catalogue", "CataloguePage", "CatalogueWriter", "Hit"]
