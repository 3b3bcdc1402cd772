"""Reviews as workbooks: this module is the exporter of the kind `workbook`, and makes templates.

What writes workbooks takes a quarter of a second to import, so it is imported where it is needed.
"""

from cmo_graph.interchange.authoring import DEFAULT_LANGUAGE, Reading
from cmo_graph.interchange.exporting import Exported, ExportRequest, MadeFile, review_of
from cmo_graph.interchange.workbook.rows import rows_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_workbook(reading: Reading, *, request: ExportRequest) -> Exported:
    """Return a review as a workbook that can come back and be merged.

    Raises:
        NotExportable: a text is longer than a cell keeps.
        NotWritable: a thing has an IRI that the review's files cannot give.
    """
    from cmo_graph.interchange.workbook.writing import Facts, write_workbook

    key = review_of(reading).key
    facts = Facts(reading.language, key, request.profile.value)
    written = write_workbook(rows_of(reading.things, language=reading.language), facts)
    told: tuple[str, ...] = ()
    if written.cleaned:
        sheet, cell = written.cleaned[0]
        told = (
            f"{len(written.cleaned)} cells lost invisible characters that no workbook holds, the"
            f" first in {cell} of {sheet}; the review keeps them.",
        )
    return Exported((MadeFile(f"{key}.xlsx", written.content, MEDIA_TYPE),), told)


def template(*, language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return a workbook without records, for a review that begins."""
    from cmo_graph.interchange.workbook.writing import Facts, write_workbook

    return write_workbook({}, Facts(language)).content
