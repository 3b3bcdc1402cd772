"""Sentences that may say that something brings something about: this package proposes them.

What is found here is only ever proposed, each with its quotation located in the text. A lexicon
anybody can read and edit does it by itself; an extractor over the network may be plugged in, and is
believed in nothing that the text does not bear out.
"""

from cmo_graph.candidates.extracting import (
    Answer,
    Extraction,
    Extractor,
    ExtractorFailed,
    Proposal,
    Refusal,
    extract,
)
from cmo_graph.candidates.lexicon import Lexicon, LexiconMalformed, own_lexicon, read_lexicon
from cmo_graph.candidates.statements import Candidate, Cue, suggest_statements

__all__ = [
    "Answer",
    "Candidate",
    "Cue",
    "Extraction",
    "Extractor",
    "ExtractorFailed",
    "Lexicon",
    "LexiconMalformed",
    "Proposal",
    "Refusal",
    "extract",
    "own_lexicon",
    "read_lexicon",
    "suggest_statements",
]
