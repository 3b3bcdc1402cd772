"""An import passed between processes: this module writes requests and outcomes, and reads them.

Both are lines of JSON; in a request the bytes of the files follow. Nothing that is read here can
run anything, unlike Python's own way of passing objects.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from rdflib import URIRef

from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.notes import Place
from cmo_graph.iri import Base
from cmo_graph.model import THINGS, Thing
from cmo_graph.validation.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be read."""

    kind: str
    files: tuple[GivenFile, ...]
    context: Context


def write_request(sink: BinaryIO, request: Request) -> None:
    """Write a request."""
    context = request.context
    mapping = (context.mapping,) if context.mapping is not None else ()
    head = {
        "kind": request.kind,
        "review": context.review,
        "base": context.base.iri,
        "language": context.language,
        "coder": context.coder,
        "options": dict(context.options),
        "files": [(file.name, len(file.content)) for file in request.files],
        "mapping": [(file.name, len(file.content)) for file in mapping],
        "existing": _passed(context.existing.things),
    }
    sink.write(json.dumps(head).encode() + b"\n")
    sink.writelines(file.content for file in (*request.files, *mapping))


def read_request(source: BinaryIO) -> Request:
    """Read what `write_request` wrote."""
    head = json.loads(source.readline())
    files = tuple(GivenFile(name, source.read(size)) for name, size in head["files"])
    mapping = [GivenFile(name, source.read(size)) for name, size in head["mapping"]]
    context = Context(
        review=head["review"],
        base=Base(head["base"]),
        language=head["language"],
        existing=Reading(_things(head["existing"]), (), head["language"]),
        coder=head["coder"],
        mapping=mapping[0] if mapping else None,
        options=head["options"],
    )
    return Request(head["kind"], files, context)


def write_imported(sink: BinaryIO, imported: Imported) -> None:
    """Write what files say."""
    told = {
        "things": _passed(imported.things),
        "problems": [{**asdict(one), "severity": one.severity.value} for one in imported.problems],
        "understood": imported.understood,
        "texts": dict(imported.texts),
        "bibliography": imported.bibliography,
        "places": {str(iri): place._asdict() for iri, place in imported.places.items()},
        "whole": sorted(imported.whole),
        "language": imported.language,
        "columns": {sheet: dict(found) for sheet, found in imported.columns.items()},
    }
    sink.write(json.dumps(told).encode())


def read_imported(source: BinaryIO) -> Imported:
    """Read what `write_imported` wrote."""
    told = json.load(source)
    return Imported(
        _things(told["things"]),
        tuple(
            Problem(**{**one, "severity": Severity(one["severity"])}) for one in told["problems"]
        ),
        tuple(told["understood"]),
        told["texts"],
        tuple(told["bibliography"]),
        {URIRef(iri): _place(place) for iri, place in told["places"].items()},
        frozenset(map(URIRef, told["whole"])),
        told["language"],
        told["columns"],
    )


def _problem(told: Mapping[str, Any]) -> Problem:
    return Problem(**{**told, "severity": Severity(told["severity"])})


def _place(told: Mapping[str, Any]) -> Place:
    return Place(**{**told, "path": tuple(told["path"])})


def _passed(things: Iterable[Thing]) -> list[tuple[str, dict[str, Any]]]:
    return [(thing.kind_name, thing.model_dump(mode="json")) for thing in things]


def _things(passed: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[Thing, ...]:
    return tuple(THINGS[kind].model_validate(fields) for kind, fields in passed)
