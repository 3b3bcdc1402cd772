"""What the page of one thing is made from: this module has `Subject`, and how parts of it show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from rdflib import URIRef

from cmo_graph.drawing import Arrow, Element, Links, to_svg
from cmo_graph.drawing.geometry import Drawing
from cmo_graph.iri import IRI
from cmo_graph.mapping import LangString, plain
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph_api.pages.names import Names, Shown, href


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing whose page is made, and where what stands on it is found."""

    iri: URIRef
    repository: Repository
    shelves: Shelves
    #: Folder of the reports' texts; None when none are held.
    texts: Path | None
    #: Gives the path by which a client reaches one of ours.
    link: Callable[[str], str]

    def names(self, iris: Iterable[IRI | None]) -> Names:
        """Return the names of these things and terms; None is passed over."""
        named = {URIRef(iri) for iri in iris if iri is not None}
        labels = self.repository.snapshot.catalogue.labels(named)
        return Names(labels, base=self.repository.base)

    def shown(self, iris: Iterable[IRI]) -> tuple[Shown, ...]:
        """Return these things and terms as a page shows them, in their order."""
        told = tuple(iris)
        names = self.names(told)
        return tuple(names.show(iri) for iri in told)

    def picture(self, drawing: Drawing, *, prefix: str) -> Markup:
        """Return a drawing for the page; what is in it leads to the pages of things.

        An arrow that the subject itself implies leads to its evidence, further down.
        """

        def of_element(element: Element) -> str:
            return self._leading(element.iri)

        def of_arrow(arrow: Arrow) -> str:
            if self.iri in arrow.claims:
                return "#evidence"
            return self._leading(arrow.claims[0])

        links = Links(of_element, of_arrow)
        # All that is in it was escaped when it was written.
        return Markup(to_svg(drawing, links=links, is_file=False, prefix=prefix))  # noqa: S704

    def _leading(self, iri: IRI) -> str:
        leads_to = href(iri, base=self.repository.base)
        return self.link(leads_to) if leads_to.startswith("/") else leads_to or "#main"


def text_of(text: tuple[LangString, ...] | None) -> str:
    """Return a model's text in English where it has that; "" where nothing is said."""
    return plain(text) if text else ""
