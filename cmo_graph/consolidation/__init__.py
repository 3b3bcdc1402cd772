"""Which concepts are perhaps one: this package proposes pairs, and never joins any.

Everything here is pure: concepts and earlier decisions are handed in, suggestions come out.
"""

from cmo_graph.consolidation.decisions import Decision, Verdict, last_words, with_decision
from cmo_graph.consolidation.polarity import Contrast, contrast
from cmo_graph.consolidation.suggesting import Embedder, Suggestion, suggest_merges

__all__ = [
    "Contrast",
    "Decision",
    "Embedder",
    "Suggestion",
    "Verdict",
    "contrast",
    "last_words",
    "suggest_merges",
    "with_decision",
]
