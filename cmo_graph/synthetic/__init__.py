"""Reviews that nobody wrote: this package makes synthetic ones, of any size, for tests.

Everything it makes says that it is synthetic, in its label. It has what makes real reviews hard:
outcomes that are contexts of later configurations, partial configurations, missing contexts,
contested and undercut evidence, studies that share data, and a few concepts used far more than the
rest. The figures that shape it are ours, set to look like the published tables of configurations
that we know; nothing may be concluded from them.
"""

from cmo_graph.synthetic.nquads import synthetic_triples, write_nquads
from cmo_graph.synthetic.review import synthetic_review
from cmo_graph.synthetic.texts import synthetic_text

__all__ = ["synthetic_review", "synthetic_text", "synthetic_triples", "write_nquads"]
