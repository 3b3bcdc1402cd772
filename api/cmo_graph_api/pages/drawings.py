"""Drawings within pages and files: this module says where their elements and arrows lead."""

from fastapi import Request
from markupsafe import Markup

from cmo_graph.drawing import Arrow, Element, Links, to_svg
from cmo_graph.drawing.geometry import Drawing
from cmo_graph.iri import IRI, Base
from cmo_graph.questions.diagrams import Drawn
from cmo_graph_api.addresses import address, link
from cmo_graph_api.pages.names import href


def svg_in_page(request: Request, drawn: Drawn, *, query: str, current: IRI | None) -> Markup:
    """Return the picture for its theory's page; all that is in it was escaped when it was written.

    Args:
        request: The request.
        drawn: The drawing.
        query: What the page asks, without an arrow; an arrow's link adds its ends.
        current: The arrow whose evidence the page tells.
    """

    def of_element(element: Element) -> str:
        return link(request, href(element.iri, base=drawn.base))

    def of_arrow(arrow: Arrow) -> str:
        return link(request, evidence_path(drawn.theory, drawn.drawing, arrow, query=query))

    links = Links(of_element, of_arrow)
    return Markup(to_svg(drawn.drawing, links=links, is_file=False, current=current))  # noqa: S704


def svg_in_frame(request: Request, drawing: Drawing, *, base: Base, theory: IRI | None) -> Markup:
    """Return a picture for a page within somebody's page: what it links opens in a new one."""
    links = links_from_anywhere(request, drawing, base=base, theory=theory, target="_blank")
    return Markup(to_svg(drawing, links=links, is_file=False))  # noqa: S704


def links_from_anywhere(
    request: Request, drawing: Drawing, *, base: Base, theory: IRI | None, target: str = ""
) -> Links:
    """Return links for a picture that may be saved and opened anywhere: to whole addresses.

    An arrow leads to the claim that says it; of several configurations, to the page of their
    `theory` that tells them together, or where there is none, to the first.
    """

    def of_arrow(arrow: Arrow) -> str:
        if theory is None or len(arrow.claims) == 1:
            return whole(href(arrow.claims[0], base=base))
        return whole(evidence_path(theory, drawing, arrow))

    def of_element(element: Element) -> str:
        return whole(href(element.iri, base=base))

    def whole(leads_to: str) -> str:
        return address(request, leads_to) if leads_to.startswith("/") else leads_to or "#"

    return Links(of_element, of_arrow, target)


def evidence_path(theory: IRI, drawing: Drawing, arrow: Arrow, *, query: str = "") -> str:
    """Return the path at which the evidence on an arrow is told, on its theory's page."""
    elements = drawing.diagram.by_iri
    ends = f"from={elements[arrow.start].key}&to={elements[arrow.end].key}"
    kind, key = theory.rsplit("/", 2)[1:]
    return f"/{kind}/{key}?{query}{'&' if query else ''}{ends}#evidence"
