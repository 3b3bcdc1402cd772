"""What can be wrong with a workbook of a review: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with a review's own workbook.
WORKBOOK_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "workbook-not-one": ProblemKind(
            _ERROR,
            "Several workbooks were given at once.",
            mend="Give one workbook at a time.",
            example="error: 2 files were given; workbooks are imported one at a time. Import"
            " the first, then the next: each is merged with what is there then.",
        ),
        "workbook-of-other-review": ProblemKind(
            _ERROR,
            "A workbook is of another review.",
            mend="Import it into the review that it was exported from.",
            example="review.xlsx:review!A2: error: review.xlsx is of the review 'sos', and"
            " is imported into 'mine'. Import it into its own review; to move rows, copy them"
            " to a template.",
        ),
        "workbook-language-changed": ProblemKind(
            _ERROR,
            "The language of a workbook was changed after it was written.",
            mend="Put back the language that the workbook was written with.",
            example="review.xlsx:review!C2: error: The language of this workbook is en, and"
            " its row says nl. Put en back; texts in nl have columns of their own, such as"
            " label (nl).",
        ),
        "workbook-sheet-unknown": ProblemKind(
            _WARNING,
            "A sheet is none of a review's, and was not read.",
            mend="Nothing, if it is yours alone; else copy its rows to a sheet that is read.",
            example="review.xlsx:Scratch: warning: Scratch is no sheet of records, and was"
            " not read.",
        ),
        "workbook-sheet-renamed": ProblemKind(
            _ERROR,
            "A sheet has a review's columns, and another name.",
            mend="Give the sheet its name back.",
            example="review.xlsx:Concepts 2: error: Concepts 2 has the columns of the sheet"
            " concepts, and another name. Name it concepts; sheets are known by their names.",
        ),
        "workbook-header-missing": ProblemKind(
            _ERROR,
            "The first row of a sheet names none of its columns.",
            mend="Put the names of the columns back into the first row, as the template has them.",
            example="review.xlsx:links: error: The first row of links names none of its"
            " columns. Its columns are id, label, from_concept, to_concept; they are named in"
            " the first row.",
        ),
        "workbook-column-unknown": ProblemKind(
            _WARNING,
            "A column is none of its sheet's, and was not read.",
            mend="Nothing, if it is yours alone; else rename it to a column that is read.",
            example="review.xlsx:concepts!G1: warning: 'my notes' is no column of the sheet"
            " concepts, and was not read.",
        ),
        "workbook-column-twice": ProblemKind(
            _ERROR,
            "Two columns of a sheet have one name.",
            mend="Keep one of the two columns.",
            example="review.xlsx:concepts!D1: error: concepts has two columns 'label'. Take"
            " one of them away, or give it another name.",
        ),
        "workbook-column-missing": ProblemKind(
            _ERROR,
            "A sheet lacks a column that its rows must have.",
            mend="Add the column, as the template has it.",
            example="review.xlsx:concepts!A1: error: concepts has no column label, and its"
            " rows must have one. Add the column; its name stands in the first row.",
        ),
        "workbook-cells-merged": ProblemKind(
            _ERROR,
            "Rows of a sheet share a merged cell.",
            mend="Unmerge the cells, and write the value into each row.",
            example="review.xlsx:slots!A2: error: Rows 2 to 4 of slots share a merged cell,"
            " so that all but the first are empty in it. Unmerge the cells, and fill in each"
            " row.",
        ),
        "workbook-row-gone": ProblemKind(
            _WARNING,
            "A row was changed whose thing the review has no more.",
            mend="To bring it back, copy the row to a new one with another id.",
            example="review.xlsx:searches!A2: warning: Row 2 of searches was changed, and"
            " the review has 'search-costs' no more. To bring it back, copy the row to a new"
            " one with another id.",
        ),
    }
)
