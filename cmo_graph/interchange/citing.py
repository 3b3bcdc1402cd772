"""The bibliography beside a review: this module adds to it what an import says of documents.

Reports name its entries by `citation_key`. A review keeps it as CSL-JSON or as BibTeX; to the
latter nothing is added, since reference managers write that file themselves.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cmo_graph.interchange.importing import Imported
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.references.bibtex import read_bibtex
from cmo_graph.interchange.references.json_lists import as_csl
from cmo_graph.model import Report, Thing

_BIBTEX, _CSL = "sources.bib", "sources.csl.json"


def for_folder(folder: Path, imported: Imported) -> Imported:
    """Return an import as it can become part of a review in a folder.

    Where the bibliography is kept as BibTeX, reports name no entry of it, which is noted.
    """
    if not imported.bibliography or not (folder / _BIBTEX).is_file():
        return imported
    notes = Notes()
    notes.add(
        "bibliography-not-added",
        f"The review keeps its bibliography in {_BIBTEX}, to which nothing is added.",
        Place(_BIBTEX, 0, 0),
        hint="Import the references into your reference manager as well.",
    )
    keys = {entry["id"] for entry in imported.bibliography}
    return replace(
        imported,
        things=tuple(_without_key(thing, keys) for thing in imported.things),
        problems=(*imported.problems, *notes.problems),
        bibliography=(),
    )


def _without_key(thing: Thing, keys: set[Any]) -> Thing:
    if isinstance(thing, Report) and thing.citation_key in keys:
        return thing.model_copy(update={"citation_key": None})
    return thing


def whole_bibliography(folder: Path) -> tuple[Mapping[str, Any], ...]:
    """Return every entry of the bibliography beside a review as CSL-JSON; none without one.

    Entries that are broken are left out; reading the review tells them.
    """
    if (folder / _CSL).is_file():
        held = json.loads((folder / _CSL).read_bytes())
        return tuple(entry for entry in held if isinstance(entry, dict))
    if not (folder / _BIBTEX).is_file():
        return ()
    text = (folder / _BIBTEX).read_text(encoding="utf-8-sig")
    found = read_bibtex(text, file=_BIBTEX, notes=Notes())
    return tuple(as_csl(one, key=one.key) for one in found)


def beside_review(folder: Path, imported: Imported) -> Mapping[str, bytes]:
    """Return the bibliography with what an import adds, by its name; empty when that is nothing.

    Entries that are there already stay as they are.
    """
    path = folder / _CSL
    held = json.loads(path.read_bytes()) if path.is_file() else []
    known = {str(entry.get("id")) for entry in held}
    fresh = [entry for entry in imported.bibliography if entry["id"] not in known]
    if not fresh:
        return {}
    text = json.dumps([*held, *fresh], ensure_ascii=False, indent=2)
    return {_CSL: f"{text}\n".encode()}
