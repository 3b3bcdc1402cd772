"""Pages that answer a question: this module gives a template what every such page needs.

The whole question is in the address, so a page can be shared, and read without any script.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from rdflib import URIRef

from cmo_graph.iri import IRI, Base, key_of
from cmo_graph.questions.circumstances import CircumstancesTold
from cmo_graph_api.pages.names import Names, Shown

#: What a changed address gives a parameter: some values, or None to leave it out.
Change = str | list[str] | None


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as a page has it: what it is called, where it was asked, and what is named."""

    path: str
    #: The parameters as they were asked, in order.
    given: tuple[tuple[str, str], ...]
    names: Names

    def show(self, iri: str) -> Shown:
        """Return a thing as a page shows it."""
        return self.names.show(URIRef(iri))

    def key(self, iri: str) -> str:
        """Return the key by which a thing is asked for."""
        return key_of(URIRef(iri))

    def turned(self, without: IRI, sets: Iterable[CircumstancesTold]) -> str:
        """Return path and query of the first set with a concept, switched to absent or off.

        Args:
            without: The concept that is not so.
            sets: Sets of circumstances of the theory that was asked.

        Returns:
            "" where no set names the concept.
        """
        for one in sets:
            if without in one.interventions_on or without in one.present:
                is_on = without in one.interventions_on
                query = [
                    *self._settings(one, but=without),
                    ("off" if is_on else "absent", self.key(without)),
                    *self._theory(),
                    ("switched", self.key(without)),
                    ("was", "on" if is_on else "present"),
                ]
                return f"/what-if?{urlencode(query)}"
        return ""

    def put_on(self, one: CircumstancesTold, *, outcome: str) -> str:
        """Return path and query of a set of circumstances as a scenario, in the same theory."""
        query = [*self._settings(one), ("outcome", self.key(outcome)), *self._theory()]
        return f"/what-if?{urlencode(query)}"

    def _settings(self, one: CircumstancesTold, *, but: IRI | None = None) -> list[tuple[str, str]]:
        lists = (
            ("on", one.interventions_on),
            ("present", one.present),
            ("absent", one.must_be_absent),
        )
        return [(name, self.key(iri)) for name, iris in lists for iri in iris if iri != but]

    def _theory(self) -> list[tuple[str, str]]:
        return [pair for pair in self.given if pair[0] == "theory"]

    def told(self, about: Mapping[str, Any], iri: str) -> Any:
        """Return what an answer tells of something under its IRI; None where it tells nothing."""
        return about.get(str(iri))

    def has(self, name: str, value: str) -> bool:
        """Say whether a parameter was asked with this value."""
        return (name, value) in self.given

    def value(self, name: str) -> str:
        """Return what a parameter was asked with, the first where it was several times; or ""."""
        return next((value for named, value in self.given if named == name), "")

    def only(self, *names: str) -> str:
        """Return path and query of the same question with these parameters alone."""
        return self.changed(**{name: None for name, _ in self.given if name not in names})

    def at(self, path: str, names: Iterable[str], **more: str) -> str:
        """Return another path, asked with those of some parameters that were asked, and more."""
        taken = set(names)
        query = [(name, value) for name, value in self.given if name in taken]
        query += more.items()
        return f"{path}?{urlencode(query)}" if query else path

    def changed(self, **changes: Change) -> str:
        """Return path and query of the same question with some parameters changed."""
        kept = [(name, value) for name, value in self.given if name not in changes]
        added = [
            (name, value)
            for name, values in changes.items()
            for value in ([values] if isinstance(values, str) else values or ())
        ]
        query = urlencode([*kept, *added])
        return f"{self.path}?{query}" if query else self.path

    def without(self, name: str, value: str) -> list[str]:
        """Return what a parameter was asked with, less one value."""
        return [held for named, held in self.given if named == name and held != value]

    def switched(self, key: str, to: str | None, *, among: tuple[str, ...]) -> str:
        """Return the address of the question with a key in one of several lists, or in none."""
        lists: dict[str, Change] = {name: self.without(name, key) for name in among}
        if to is not None:
            lists[to] = [*self.without(to, key), key]
        return self.changed(**lists)


def asking(request: Request, path: str, labels: Mapping[str, str], *, base: Base) -> Asking:
    """Return a question as a page has it.

    Args:
        request: The request.
        path: Our path of the page.
        labels: A label for all that the answer names, by IRI.
        base: Base of the IRIs of things.
    """
    named = {URIRef(iri): label for iri, label in labels.items()}
    given = [
        (name, value) for name, value in request.query_params.multi_items() if name != "format"
    ]
    return Asking(path, tuple(given), Names(named, base=base))
