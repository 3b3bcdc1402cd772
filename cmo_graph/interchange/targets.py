"""Where an import goes: this module has a review's folder, a store, and nowhere.

Each knows what it holds already, says what would stop it, and does what was planned.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.citing import beside_review, for_folder
from cmo_graph.interchange.importers import Plan, plan_import
from cmo_graph.interchange.importing import NO_REVIEW, Imported, differences
from cmo_graph.interchange.layout import FILES
from cmo_graph.interchange.loading import change_things, read_stored
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.writing import plan_writing, write_review
from cmo_graph.iri import Base
from cmo_graph.store.protocol import Store
from cmo_graph.validation.problems import Problem


class Target(Protocol):
    """Somewhere that an import can go."""

    @property
    def existing(self) -> Reading:
        """What is there already."""

    def plan(self, imported: Imported) -> Plan:
        """Say what would become of what was read, and all that stops it."""

    def write(self, plan: Plan) -> tuple[str, ...]:
        """Do what was planned; return names of what was written."""


class Nowhere:
    """Shows what was read, and takes it nowhere."""

    existing = NO_REVIEW

    def plan(self, imported: Imported) -> Plan:
        """Say what was read; whether it fits a review is not known."""
        alone = Reading(imported.things, imported.problems)
        return Plan(imported, alone, imported.problems, differences(NO_REVIEW, alone))

    def write(self, plan: Plan) -> tuple[str, ...]:
        """Write nothing."""
        del plan
        return ()


class Folder:
    """A review's folder, or one that becomes it."""

    def __init__(self, path: Path, *, base: Base, drop_comments: bool = False) -> None:
        self._path = path
        self._drop_comments = drop_comments
        self.existing = read_review(path, base=base) if _has_review(path) else NO_REVIEW

    def plan(self, imported: Imported) -> Plan:
        """Say what would become of the review, and which files would lose comments."""
        plan = plan_import(self.existing, for_folder(self._path, imported))
        if not plan.is_sound:
            return plan
        writing = plan_writing(
            self._path, plan.after, before=self.existing, drop_comments=self._drop_comments
        )
        return plan.with_problems(writing.problems)

    def write(self, plan: Plan) -> tuple[str, ...]:
        """Put the review into its folder; return the names of the files that changed."""
        beside = beside_review(self._path, plan.imported)
        written = write_review(
            self._path,
            plan.after,
            before=self.existing,
            beside=beside,
            drop_comments=self._drop_comments,
        )
        return (*written.changed, *beside)


def _has_review(path: Path) -> bool:
    """Say whether a folder has files of a review; a README, or a repository, is none."""
    return any(any(path.glob(form.pattern)) for form in FILES if form.pattern.endswith(".yaml"))


class Stored:
    """A review in a store."""

    def __init__(self, store: Store, review: str) -> None:
        self.store = store
        self._seen = store.current().version.graphs.get(store.base.graph(review))
        self.existing = read_stored(store, review)

    def plan(self, imported: Imported) -> Plan:
        """Say what would become of the review."""
        return plan_import(self.existing, imported)

    def write(self, plan: Plan) -> tuple[str, ...]:
        """Make it the content of the review's graph; return the IRI of that graph.

        The derived graphs are not renewed.

        Raises:
            ReviewChanged: somebody else changed the review since it was read.
        """
        loaded = change_things(self.store, self.existing, plan.after, seen=self._seen)
        return tuple(loaded.graphs)


def plan_texts(folder: Path, texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Say which texts the folder has under the same names with other words."""
    notes = Notes()
    for name, text in texts.items():
        path = folder / name
        if path.exists() and path.read_bytes() != text.encode():
            notes.add(
                "import-text-differs",
                f"{folder.name} has another text named {name}.",
                Place(name, 0, 0),
                value=name,
                hint="Take it away, or give another folder.",
            )
    return tuple(notes.problems)


def write_texts(folder: Path, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Put texts into a folder; return their names.

    Raises:
        ValueError: a name is not that of a file in the folder itself.
    """
    if any(Path(name).name != name for name in texts):
        raise ValueError("A text's name has a folder in it.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return tuple(texts)
