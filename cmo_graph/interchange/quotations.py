"""Quotations whose texts are not at hand: this module finds their words again.

An import keeps them beside the other texts, in a file of their own (`quotations-….txt`): the key of
each passage in a line, then its words. Words are believed only when they have the passage's digest.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rdflib import URIRef

from cmo_graph.anchoring import digest_of
from cmo_graph.interchange.texts import read_text
from cmo_graph.iri import Base
from cmo_graph.model import Passage, Surroundings, Thing

#: How the names of such files begin.
PREFIX = "quotations-"
#: Most such files of a folder that are read.
MOST_FILES = 1_000
_KEY = re.compile(r"(?:\A|\n\n)([a-z0-9-]+\.[a-z0-9-]+)\n")


def read_quotations(folder: Path) -> dict[str, str]:
    """Return the files of quotations in a folder of texts, by name."""
    paths = sorted(folder.glob(f"{PREFIX}*.txt"))[:MOST_FILES]
    texts = {path.name: read_text(path) for path in paths}
    return {name: text for name, text in texts.items() if text is not None}


def quoted_words(passages: Iterable[Passage], texts: Mapping[str, str]) -> Mapping[URIRef, str]:
    """Return the words of passages that files of quotations among texts have."""
    by_key = {passage.key: passage for passage in passages}
    found: dict[URIRef, str] = {}
    for name, text in texts.items():
        if name.startswith(PREFIX):
            for key, words in _entries(text, by_key):
                if digest_of(words) == by_key[key].digest:
                    found[by_key[key].id] = words
    return found


def _entries(text: str, known: Mapping[str, Passage]) -> Iterator[tuple[str, str]]:
    """Yield (key, words); a line that only looks like a key is among the words."""
    heads = [head for head in _KEY.finditer(text) if head.group(1) in known]
    ends = [head.start() for head in heads[1:]] + [len(text.removesuffix("\n"))]
    for head, end in zip(heads, ends, strict=True):
        yield head.group(1), text[head.end() : end]


def with_quotations(things: Iterable[Thing], texts: Mapping[str, str]) -> tuple[Thing, ...]:
    """Return the things, with the words of passages that files of quotations have."""
    kept = tuple(things)
    words = quoted_words((one for one in kept if isinstance(one, Passage)), texts)
    return tuple(
        _with_words(one, words[one.id]) if isinstance(one, Passage) and one.id in words else one
        for one in kept
    )


def _with_words(passage: Passage, words: str) -> Passage:
    part = Base.part(passage.id, "surroundings")
    shown = passage.surroundings or Surroundings(id=part)
    return passage.model_copy(
        update={"surroundings": shown.model_copy(update={"exact": shown.exact or words})}
    )
