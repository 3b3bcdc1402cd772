"""Stored queries with values given as text: this module binds parameters and tells rows."""

import json
from collections.abc import Mapping, Sequence

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.errors import InvalidParameter
from cmo_graph.iri import as_iri
from cmo_graph.model import THINGS, codes
from cmo_graph.repository import Repository
from cmo_graph.repository.things import CLAIM_KINDS
from cmo_graph.sparql.queries import Parameter, StoredQuery
from cmo_graph.support import codes as support_codes


def bindings_of(
    query: StoredQuery, given: Mapping[str, str], *, repository: Repository
) -> dict[str, URIRef]:
    """Return the terms that a query's parameters are bound to.

    Args:
        query: The query.
        given: A key, an IRI or a code's token for each parameter; one left out stays unbound, so
            that the query answers for all its values.
        repository: Where keys are looked up.

    Raises:
        NotFound: a key or IRI names nothing of the kind.
        InvalidParameter: a code's token is not of its vocabulary, or an IRI is malformed.
    """
    return {
        name: _term(query.parameters[name], value, repository=repository)
        for name, value in given.items()
    }


def _term(parameter: Parameter, value: str, *, repository: Repository) -> URIRef:
    kind = parameter.kind
    if kind in THINGS:
        return repository.resolve(value, kind)
    if kind == "claims":
        return repository.resolve(value, *CLAIM_KINDS)
    if kind == "things":
        return repository.resolve(value, *THINGS)
    if kind != "iri":
        return _code(parameter, value)
    try:
        return as_iri(value)
    except ValueError as error:
        raise InvalidParameter(parameter.name, value, "an absolute IRI") from error


def _code(parameter: Parameter, value: str) -> URIRef:
    members = vars(codes).get(parameter.kind) or vars(support_codes)[parameter.kind]
    try:
        found: URIRef = members(value).iri
    except ValueError as error:
        tokens = ", ".join(str(code.value) for code in members)
        raise InvalidParameter(parameter.name, value, f"one of {tokens}") from error
    return found


def columns_of(
    query: StoredQuery, solutions: Sequence[Mapping[str, Identifier]]
) -> tuple[str, ...]:
    """Return the names of an answer's columns: those of the query's text, in its order.

    A column is a variable that some solution binds, or a parameter of the query.
    """
    names = {name for solution in solutions for name in solution} | set(query.parameters)
    return tuple(sorted(names, key=lambda name: (query.text.find(f"?{name}"), name)))


def solutions_as_json(query: StoredQuery, solutions: Sequence[Mapping[str, Identifier]]) -> str:
    """Return solutions in the SPARQL 1.1 Query Results JSON Format, section 3.

    Source: https://www.w3.org/TR/sparql11-results-json/
    """
    names = list(columns_of(query, solutions))
    rows = [{name: _value(term) for name, term in row.items()} for row in solutions]
    document = {"head": {"vars": names}, "results": {"bindings": rows}}
    return json.dumps(document, ensure_ascii=False)


def _value(term: Identifier) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"type": "uri", "value": str(term)}
    found = {"type": "literal", "value": str(term)}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype:
        found["datatype"] = str(term.datatype)
    return found
