"""What can be wrong with a file that is imported: this module has those codes, group by group.

Each importer has a group of its own; `docs/importing.md` has a row for each code.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with a file as such, whatever it should hold.
CONTAINER_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "given-too-large": ProblemKind(_ERROR, "A file, or what it unpacks to, is too large."),
        "given-empty": ProblemKind(_ERROR, "A file that is imported has nothing in it."),
        "given-encoding": ProblemKind(_ERROR, "A text is neither UTF-8 nor marked UTF-16."),
        "given-control-character": ProblemKind(
            _ERROR, "A text has control characters that no text has."
        ),
        "zip-damaged": ProblemKind(_ERROR, "A zip file is cut off or damaged, or is none."),
        "zip-encrypted": ProblemKind(_ERROR, "A zip file is protected by a password."),
        "zip-unsafe": ProblemKind(_ERROR, "A zip file has names that no honest program writes."),
        "zip-member-missing": ProblemKind(_ERROR, "A file that belongs into a zip is not in it."),
        "xml-malformed": ProblemKind(_ERROR, "A file is not well-formed XML."),
        "xml-doctype": ProblemKind(_ERROR, "An XML file declares a document type."),
        "json-malformed": ProblemKind(_ERROR, "A file is not JSON."),
        "json-duplicate-key": ProblemKind(_ERROR, "A key stands twice in one object of JSON."),
        "json-too-deep": ProblemKind(_ERROR, "JSON is nested too deep."),
        "database-unreadable": ProblemKind(_ERROR, "A file is not a whole SQLite database."),
        "workbook-unreadable": ProblemKind(_ERROR, "A file is not a whole .xlsx workbook."),
        "table-malformed": ProblemKind(_ERROR, "A table as text breaks off or is quoted wrongly."),
        "cell-formula": ProblemKind(_ERROR, "A cell holds a formula where a value belongs."),
        "cell-error": ProblemKind(_ERROR, "A cell holds an error such as #N/A."),
        "cell-too-long": ProblemKind(_ERROR, "A cell holds more than 32,767 characters."),
        "row-hidden": ProblemKind(_WARNING, "A hidden row was read like any other."),
    }
)

#: Problems with a document whose text is wanted.
DOCUMENT_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "document-unreadable": ProblemKind(_ERROR, "A document has no text that can be read."),
        "document-needs-extra": ProblemKind(
            _ERROR, "A document is of a form that an optional package reads."
        ),
    }
)

#: Problems with putting what was read into a review.
MERGE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "import-conflict": ProblemKind(
            _WARNING, "The review says something else already, and its own word stands."
        ),
        "import-without-review": ProblemKind(
            _ERROR, "There is no review that what was read could become part of."
        ),
        "review-begun": ProblemKind(
            _WARNING, "A review was begun, and has to be told what it asks."
        ),
        "import-nothing-read": ProblemKind(_ERROR, "A file has nothing in it that is imported."),
        "import-option-unknown": ProblemKind(_ERROR, "An importer has no such option."),
        "import-text-differs": ProblemKind(
            _ERROR, "The folder of texts has another text under the name of one that came along."
        ),
        "import-too-costly": ProblemKind(
            _ERROR, "Reading files took too much time or memory, or broke the reader."
        ),
        "import-unknown-kind": ProblemKind(_ERROR, "A file is not of a form that is read here."),
    }
)

#: Doubts about what was drafted from a file, whatever its shape.
DRAFT_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "draft-slots-missing": ProblemKind(_WARNING, "A configuration has no slot."),
        "draft-slot-differs": ProblemKind(
            _WARNING, "A concept fills one role of a configuration twice, in two ways."
        ),
        "draft-link-reversed": ProblemKind(_WARNING, "A link seems to point backwards."),
        "draft-link-misfit": ProblemKind(
            _WARNING, "A link says something that its ends' roles do not allow."
        ),
        "draft-link-unsigned": ProblemKind(_WARNING, "A link has no sign."),
        "draft-link-to-itself": ProblemKind(
            _WARNING, "A link leads from a concept to itself, and was left out."
        ),
        "draft-line-incomplete": ProblemKind(
            _WARNING, "What a study says of a claim lacks something that evidence must say."
        ),
        "draft-quotation-unplaced": ProblemKind(
            _WARNING, "Quotations have no place in their text, which is not at hand."
        ),
        "draft-quotation-doubtful": ProblemKind(
            _WARNING, "A quotation does not stand in its text as it was given."
        ),
    }
)

#: Problems with tables that a mapping says how to read.
TABLE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "mapping-missing": ProblemKind(
            _ERROR, "A table is read through a mapping, and none was given."
        ),
        "mapping-unknown": ProblemKind(_ERROR, "There is no ready mapping of this name."),
        "mapping-without-slots": ProblemKind(_ERROR, "A mapping fills no slot of a configuration."),
        "mapping-column-missing": ProblemKind(
            _ERROR, "A table has no column, or a file no sheet, that the mapping names."
        ),
        "table-column-unmapped": ProblemKind(
            _WARNING, "A column is not in the mapping; its values are kept in notes."
        ),
        "table-column-twice": ProblemKind(
            _WARNING, "Two columns have the same name; the second is kept in notes."
        ),
        "table-value-unknown": ProblemKind(
            _WARNING, "A word is not one of its vocabulary; it is kept in a note."
        ),
        "table-polarity-unknown": ProblemKind(
            _WARNING, "No word of an outcome is known to say which way it goes."
        ),
        "table-cell-unsplit": ProblemKind(
            _WARNING, "A mechanism does not say which half is the resource."
        ),
        "table-source-missing": ProblemKind(_WARNING, "Rows have quotations, but no source."),
    }
)

#: Problems with maps of nodes and edges.
EDGE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "edge-node-unnamed": ProblemKind(_ERROR, "A node has neither a label nor an id."),
        "edge-id-twice": ProblemKind(_ERROR, "Two nodes have the same id."),
        "edge-end-missing": ProblemKind(_ERROR, "An edge does not say where it begins or ends."),
        "edge-end-unknown": ProblemKind(
            _ERROR, "An edge names a node that is not among the nodes."
        ),
        "edge-item-malformed": ProblemKind(
            _ERROR, "An item in a list of nodes or edges is no record."
        ),
        "edge-end-differs": ProblemKind(
            _WARNING, "The label and the id at a link's end name two factors."
        ),
        "edge-label-twice": ProblemKind(
            _WARNING, "Two nodes have the same label, and are one concept."
        ),
        "edge-signs-differ": ProblemKind(
            _WARNING, "Two edges between the same nodes have opposite signs."
        ),
        "edge-word-unknown": ProblemKind(
            _WARNING, "What an edge does, or its sign, is said in a word that is not known."
        ),
        "edge-unquoted": ProblemKind(_WARNING, "An edge names a source and has no quotation."),
        "edge-undated": ProblemKind(
            _WARNING, "It is not known on which day edges were coded, so that they are no evidence."
        ),
        "edge-row-longer": ProblemKind(
            _WARNING, "A row has more values than its table has columns."
        ),
        "edge-value-mistyped": ProblemKind(
            _WARNING, "A value is not of the type that its file declares."
        ),
        "edge-part-unread": ProblemKind(
            _WARNING, "A part of a file is neither nodes nor edges, and was not read."
        ),
    }
)

#: Problems with lists of references.
REFERENCE_LIST_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "reference-unreadable": ProblemKind(_ERROR, "An entry of a list of references is broken."),
        "reference-unended": ProblemKind(
            _WARNING, "A reference does not end where its format has a mark for that."
        ),
        "reference-line-unread": ProblemKind(
            _WARNING, "A line of a list of references belongs to none of them."
        ),
        "reference-without-title": ProblemKind(
            _WARNING, "A reference has no title and was left out."
        ),
        "reference-key-twice": ProblemKind(_WARNING, "Two references of a list have the same key."),
        "reference-duplicate": ProblemKind(
            _WARNING, "Two references may be of one document; nothing was merged."
        ),
        "reference-without-design": ProblemKind(
            _WARNING, "Studies have no design, because references do not tell one."
        ),
        "bibliography-not-added": ProblemKind(
            _WARNING, "A review keeps its bibliography as BibTeX, which is not added to."
        ),
    }
)

#: Problems with decisions on pairs of concepts, and with candidates for statements.
SUGGESTING_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "decision-malformed": ProblemKind(
            _WARNING, "A row of the decisions is none, and was passed over."
        ),
    }
)

#: Problems with projects of qualitative coding.
QDA_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "qda-not-a-project": ProblemKind(_ERROR, "A file is no project or codebook of REFI-QDA."),
        "qda-too-large": ProblemKind(_ERROR, "A project has more elements than are read."),
        "qda-guid-malformed": ProblemKind(
            _ERROR, "Something in a project has no id, or none as the standard has them."
        ),
        "qda-guid-twice": ProblemKind(_ERROR, "Two things in a project have the same id."),
        "qda-number-malformed": ProblemKind(_ERROR, "A position in a text is no whole number."),
        "qda-offsets-unsure": ProblemKind(
            _ERROR, "How a program counts characters cannot be told from its selections."
        ),
        "qda-code-unknown": ProblemKind(
            _ERROR, "A mapping of codes names a code or set that is not in the project."
        ),
        "qda-text-missing": ProblemKind(
            _WARNING, "The words of a source are not in the file; its codes are kept in a note."
        ),
        "qda-selection-outside": ProblemKind(
            _WARNING, "A selection is not within its text; its codes are kept in a note."
        ),
        "qda-reference-unknown": ProblemKind(
            _WARNING, "Something in a project refers to what is not in it, and was left out."
        ),
        "qda-codes-cyclic": ProblemKind(_ERROR, "A code stands below itself."),
        "qda-project-unclear": ProblemKind(
            _ERROR, "A database holds several projects, or not the one that was named."
        ),
        "qda-words-differ": ProblemKind(
            _WARNING, "Other words stand at a selection's place than it says."
        ),
        "qda-unread": ProblemKind(
            _WARNING, "A project has something that is not known, and was not read."
        ),
        "qda-note-unplaced": ProblemKind(
            _WARNING, "A note is on nothing that the review has a place for."
        ),
        "qda-other-review": ProblemKind(_ERROR, "A project holds another review."),
        "qda-enclosed-damaged": ProblemKind(
            _WARNING, "The note that holds a whole review was changed, and is not read."
        ),
        "qda-code-renamed": ProblemKind(
            _WARNING, "A code of the review has another name in a project that came back."
        ),
    }
)

#: Problems with a review's own workbook.
WORKBOOK_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "workbook-not-one": ProblemKind(_ERROR, "Several workbooks were given at once."),
        "workbook-of-other-review": ProblemKind(_ERROR, "A workbook is of another review."),
        "workbook-language-changed": ProblemKind(
            _ERROR, "The language of a workbook was changed after it was written."
        ),
        "workbook-sheet-unknown": ProblemKind(
            _WARNING, "A sheet is none of a review's, and was not read."
        ),
        "workbook-sheet-renamed": ProblemKind(
            _ERROR, "A sheet has a review's columns, and another name."
        ),
        "workbook-header-missing": ProblemKind(
            _ERROR, "The first row of a sheet names none of its columns."
        ),
        "workbook-column-unknown": ProblemKind(
            _WARNING, "A column is none of its sheet's, and was not read."
        ),
        "workbook-column-twice": ProblemKind(_ERROR, "Two columns of a sheet have one name."),
        "workbook-column-missing": ProblemKind(
            _ERROR, "A sheet lacks a column that its rows must have."
        ),
        "workbook-cells-merged": ProblemKind(_ERROR, "Rows of a sheet share a merged cell."),
        "workbook-row-gone": ProblemKind(
            _WARNING, "A row was changed whose thing the review has no more."
        ),
    }
)

#: Every kind of problem of an import.
IMPORT_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        **CONTAINER_CODES,
        **DOCUMENT_CODES,
        **MERGE_CODES,
        **DRAFT_CODES,
        **TABLE_CODES,
        **EDGE_CODES,
        **SUGGESTING_CODES,
        **REFERENCE_LIST_CODES,
        **QDA_CODES,
        **WORKBOOK_CODES,
    }
)
