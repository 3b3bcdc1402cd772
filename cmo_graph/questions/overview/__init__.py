"""What every claim of a large dataset comes to, kept so that a page reads no more than it shows."""

from cmo_graph.questions.overview.keeping import Overviews
from cmo_graph.questions.overview.reading import Overview
from cmo_graph.questions.overview.writing import METHOD, OverviewWriter

__all__ = ["METHOD", "Overview", "OverviewWriter", "Overviews"]
