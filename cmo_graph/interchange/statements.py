"""Things out of statements: this module reads every thing that some RDF is about."""

from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF, URIRef

from cmo_graph.errors import MalformedThing
from cmo_graph.mapping import Triple, describe, read
from cmo_graph.model import THINGS, Thing
from cmo_graph.validation.problems import Problem

_MODELS = {model.rdf_type: model for model in THINGS.values()}


def things_in(triples: Iterable[Triple]) -> tuple[tuple[Thing, ...], list[Problem]]:
    """Return the things that statements are about, by kind, and what is no thing as it stands."""
    description = describe(triples)
    by_kind: dict[str, list[Thing]] = defaultdict(list)
    problems: list[Problem] = []
    for iri, said in sorted(description.items()):
        for rdf_type in said.get(RDF.type, ()):
            model = _MODELS.get(URIRef(rdf_type))
            if model is None:
                continue
            try:
                by_kind[model.kind_name].append(read(model, description, iri))
            except MalformedThing as error:
                problems.append(Problem(code="thing-malformed", message=str(error), value=str(iri)))
    return tuple(thing for kind in THINGS for thing in by_kind[kind]), problems
