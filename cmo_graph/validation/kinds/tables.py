"""What can be wrong with a table and its mapping: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with tables that a mapping says how to read.
TABLE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "mapping-missing": ProblemKind(
            _ERROR,
            "A table is read through a mapping, and none was given.",
            mend="Give a mapping with --mapping FILE, or name a ready one; --guess proposes one.",
            example="error: A table is read through a mapping, and none was given.",
        ),
        "mapping-unknown": ProblemKind(
            _ERROR,
            "There is no ready mapping of this name.",
            mend="Use one of the names that the message lists, or give a file.",
            example="error: There is no ready mapping 'wide-table'.",
        ),
        "mapping-without-slots": ProblemKind(
            _ERROR,
            "A mapping fills no slot of a configuration.",
            mend="Say in the mapping which columns are context, mechanism or outcome.",
            example="mapping.yaml:1:1: error: No column fills a context, mechanism, outcome"
            " or another slot. Say what each column fills under `columns`, or be `like` a"
            " ready mapping.",
        ),
        "mapping-column-missing": ProblemKind(
            _ERROR,
            "A table has no column, or a file no sheet, that the mapping names.",
            mend="Correct the name in the mapping; the message has the nearest column.",
            example="mapping.yaml:2:8: error: There is no sheet 'CMO'; the file has CMOs,"
            " Notes. Nearest: CMOs.",
        ),
        "table-column-unmapped": ProblemKind(
            _WARNING,
            "A column is not in the mapping; its values are kept in notes.",
            mend="Add the column to the mapping if it means something; its values are in notes.",
            example="cmos.xlsx:CMOs!F1: warning: The column 'Comments' is not in the"
            " mapping; it is kept in the notes of what its rows say.",
        ),
        "table-column-twice": ProblemKind(
            _WARNING,
            "Two columns have the same name; the second is kept in notes.",
            mend="Rename one of the two columns.",
            example="cmos.xlsx:CMOs!G1: warning: The column 'Context' stands twice; this one"
            " is kept in the notes of what its rows say.",
        ),
        "table-value-unknown": ProblemKind(
            _WARNING,
            "A word is not one of its vocabulary; it is kept in a note.",
            mend="Add the word to the mapping, or use one of the vocabulary.",
            example="cmos.xlsx:CMOs!H4: warning: 'maybe' is not a direction of evidence; it"
            " is kept in a note.",
        ),
        "table-polarity-unknown": ProblemKind(
            _WARNING,
            "No word of an outcome is known to say which way it goes.",
            mend="Say in the table or in the mapping which way the outcome goes.",
            example="cmos.xlsx:CMOs!D7: warning: No word of 'School attendance' is known to"
            " say which way it goes; its direction stays open. Add its word to `polarity` in"
            " the mapping.",
        ),
        "table-cell-unsplit": ProblemKind(
            _WARNING,
            "A mechanism does not say which half is the resource.",
            mend="Put the sign that the mapping names between resource and response.",
            example="cmos.xlsx:CMOs!C5: warning: This does not say which half is the"
            " resource and which the response; it is kept as a mechanism. Write it as"
            " resource → response.",
        ),
        "table-source-missing": ProblemKind(
            _WARNING,
            "Rows have quotations, but no source.",
            mend="Add a column that names the source of each row, and map it.",
            example="cmos.csv:2: warning: A row has a quotation or a direction of evidence,"
            " but no source; such rows count as one study that nobody has named. Say which"
            " column has the source, or `source` under all_rows.",
        ),
    }
)
