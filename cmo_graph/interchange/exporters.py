"""The exporters by name: this module has the table, and makes of a review the files of one kind.

How many of the sources' words go out is decided here, before an exporter sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from cmo_graph.anchoring import with_profile
from cmo_graph.errors import InvalidParameter
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.cmo_records.exporter import (
    RECORD_SHAPES,
    RECORD_TYPES,
    export_records,
)
from cmo_graph.interchange.exporting import Exported, Exporter, ExportRequest
from cmo_graph.interchange.maps.exporter import (
    EDGE_SHAPES,
    EDGE_TYPES,
    GRAPHML_TYPE,
    export_edges,
    export_graphml,
)
from cmo_graph.interchange.qda.exporter import CODEBOOK_TYPE, PROJECT_TYPE, export_qda
from cmo_graph.interchange.qda.exporter import OPTIONS as QDA_OPTIONS
from cmo_graph.interchange.quotations import with_quotations
from cmo_graph.interchange.references.exporter import FORMATS, export_references
from cmo_graph.interchange.references.exporter import MEDIA_TYPES as REFERENCE_TYPES
from cmo_graph.interchange.workbook.exporter import MEDIA_TYPE as WORKBOOK_TYPE
from cmo_graph.interchange.workbook.exporter import export_workbook


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of file that a review can be made into."""

    exporter: Exporter
    #: What it makes, in a few words.
    makes: str
    #: Media types of what it makes, the first when no option says otherwise.
    media_types: tuple[str, ...]
    #: Options that it takes → the answers to each, the first is meant when none is given; empty
    #: for one that any text answers.
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


#: Every kind, by the name that `cmo-graph export` and `/v1/reviews/{key}/export` know it by.
EXPORT_KINDS: Mapping[str, ExportKind] = MappingProxyType(
    {
        "references": ExportKind(
            export_references,
            "the reports as a list of references",
            REFERENCE_TYPES,
            options={"format": FORMATS},
        ),
        "records": ExportKind(
            export_records,
            "configurations as records under the study that tells of them, in YAML or JSON",
            RECORD_TYPES,
            options={"shape": RECORD_SHAPES},
        ),
        "edges": ExportKind(
            export_edges,
            "concepts and links as nodes and edges: a table, JSON, GraphML or a causal map's"
            " workbook",
            EDGE_TYPES,
            options={"shape": EDGE_SHAPES},
        ),
        "graphml": ExportKind(export_graphml, "concepts and links as GraphML", (GRAPHML_TYPE,)),
        "workbook": ExportKind(
            export_workbook,
            "the review as a workbook that can be edited and imported again",
            (WORKBOOK_TYPE,),
        ),
        "qda": ExportKind(
            export_qda,
            "a coded project (.qdpx) or codebook (.qdc) for NVivo, ATLAS.ti, MAXQDA and QualCoder",
            (PROJECT_TYPE, CODEBOOK_TYPE),
            options=QDA_OPTIONS,
        ),
    }
)


def export_review(kind: str, reading: Reading, *, request: ExportRequest) -> Exported:
    """Make of a review the files of one kind.

    Args:
        kind: A name of `EXPORT_KINDS`.
        reading: The review, whole.
        request: What else is wanted.

    Raises:
        InvalidParameter: the kind has no such option, or the option no such answer.
        NotExportable: a file of this kind cannot hold something of the review.
        KeyError: there is no such kind.
    """
    found = EXPORT_KINDS[kind]
    for name, answer in request.options.items():
        answers = found.options.get(name)
        if answers is None:
            known = ", ".join(sorted(found.options)) or "none"
            raise InvalidParameter("option", name, f"an option of {kind}: {known}")
        if answers and answer not in answers:
            raise InvalidParameter(name, answer, f"one of {', '.join(answers)}")
    told = with_quotations(reading.things, request.texts)
    shown = with_profile(told, texts=request.texts, profile=request.profile)
    return found.exporter(replace(reading, things=shown), request=request)
