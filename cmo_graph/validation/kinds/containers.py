"""What can be wrong with a file from outside: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with a file as such, whatever it should hold.
CONTAINER_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "given-too-large": ProblemKind(
            _ERROR,
            "A file, or what it unpacks to, is too large.",
            mend="Give it in parts, or without what is not imported; docs/importing.md has"
            " the bounds.",
            example="a.xlsx: error: xl/sharedStrings.xml in a.xlsx unpacks to 94371845"
            " bytes, which is not read.",
        ),
        "given-empty": ProblemKind(
            _ERROR,
            "A file that is imported has nothing in it.",
            mend="See whether the export was completed, and give the file again.",
            example="a.txt: error: a.txt is empty.",
        ),
        "given-encoding": ProblemKind(
            _ERROR,
            "A text is neither UTF-8 nor marked UTF-16.",
            mend="Save it as UTF-8; spreadsheets call that CSV UTF-8.",
            example="a.txt:1:4: error: a.txt is not UTF-8: it has the byte 0xE9. Save it as"
            " UTF-8; spreadsheets call that CSV UTF-8.",
        ),
        "given-control-character": ProblemKind(
            _ERROR,
            "A text has control characters that no text has.",
            mend="Delete the character; it often comes with text that is pasted from a PDF.",
            example="a.txt:1:2: error: a.txt has the invisible character U+0000. Delete it;"
            " it often comes with text pasted from a PDF.",
        ),
        "zip-damaged": ProblemKind(
            _ERROR,
            "A zip file is cut off or damaged, or is none.",
            mend="Export or copy the file again.",
            example="mine.xlsx: error: mine.xlsx is cut off, damaged or not a zip file."
            " Export or copy it again.",
        ),
        "zip-encrypted": ProblemKind(
            _ERROR,
            "A zip file is protected by a password.",
            mend="Save it without a password.",
            example="a.qdpx: error: a.qdpx is protected by a password.",
        ),
        "zip-unsafe": ProblemKind(
            _ERROR,
            "A zip file has names that no honest program writes.",
            mend="Do not trust where it came from. Export it again from the program that has"
            " the data.",
            example="a.qdpx: error: a.qdpx holds a file named '../../escaped.txt', which"
            " leads out of it.",
        ),
        "zip-member-missing": ProblemKind(
            _ERROR,
            "A file that belongs into a zip is not in it.",
            mend="Export it again from the program that has the data, in the format that is"
            " asked for.",
            example="a.qdpx: error: a.qdpx has no project file (.qde) inside, and one is"
            " expected. Export it again as a REFI-QDA project.",
        ),
        "xml-malformed": ProblemKind(
            _ERROR,
            "A file is not well-formed XML.",
            mend="Export the file again; what is edited by hand must be well-formed.",
            example="project.qde:7:12: error: project.qde is not XML: Opening and ending tag"
            " mismatch: Code line 6 and CodeBook.",
        ),
        "xml-doctype": ProblemKind(
            _ERROR,
            "An XML file declares a document type.",
            mend="Take the line <!DOCTYPE …> out, and write out what its entities stand for.",
            example="a.xml:1:13: error: a.xml declares a document type, which is not read."
            " Take the line <!DOCTYPE …> out.",
        ),
        "json-malformed": ProblemKind(
            _ERROR,
            "A file is not JSON.",
            mend="Export the file again; what is edited by hand needs its commas, quotes and"
            " brackets.",
            example="library.json:3:9: error: library.json is not JSON: Unterminated string"
            " starting at.",
        ),
        "json-duplicate-key": ProblemKind(
            _ERROR,
            "A key stands twice in one object of JSON.",
            mend="Keep one of the two.",
            example="a.json: error: a.json has an object in which the key 'a' stands twice."
            " Keep one of them.",
        ),
        "json-too-deep": ProblemKind(
            _ERROR,
            "JSON is nested too deep.",
            mend="See whether it is the right file; no list of references or records needs"
            " so many levels.",
            example="a.json:1: error: a.json is nested deeper than 100 levels.",
        ),
        "database-unreadable": ProblemKind(
            _ERROR,
            "A file is not a whole SQLite database.",
            mend="Close the program that has the database open, and copy the file again.",
            example="a.qda: error: a.qda is not a whole SQLite database: file is not a"
            " database. Close the program that has it open, and copy it again.",
        ),
        "workbook-unreadable": ProblemKind(
            _ERROR,
            "A file is not a whole .xlsx workbook.",
            mend="Open it in a spreadsheet and save it as .xlsx, without a password.",
            example="a.xls: error: a.xls cannot be read as an .xlsx workbook: it is in the"
            " old .xls format, or has a password. Open it in a spreadsheet and save it as"
            " .xlsx, without a password.",
        ),
        "table-malformed": ProblemKind(
            _ERROR,
            "A table as text breaks off or is quoted wrongly.",
            mend="Save the table again as CSV or XLSX; quotation marks inside a value are doubled.",
            example="cmos.csv:14: error: cmos.csv breaks off as a table in line 14:"
            " unexpected end of data. A quotation mark is not closed, or stands inside a"
            " value.",
        ),
        "cell-formula": ProblemKind(
            _ERROR,
            "A cell holds a formula where a value belongs.",
            mend="Copy the column and paste it back as values.",
            example="a.xlsx:Evidence!A1: error: Cell A1 of Evidence holds a formula, where a"
            " value belongs. Copy the column and paste it back as values.",
        ),
        "cell-error": ProblemKind(
            _ERROR,
            "A cell holds an error such as #N/A.",
            mend="Put in the value that is meant, or clear the cell.",
            example="a.xlsx:Evidence!A1: error: Cell A1 of Evidence holds an error. Put in"
            " the value that is meant, or clear the cell.",
        ),
        "cell-too-long": ProblemKind(
            _ERROR,
            "A cell holds more than 32,767 characters.",
            mend="Shorten the text; a quotation need not be a chapter.",
            example="a.xlsx:Evidence!A1: error: Cell A1 of Evidence holds more than 32767"
            " characters. Shorten the text; a quotation need not be a chapter.",
        ),
        "row-hidden": ProblemKind(
            _WARNING,
            "A hidden row was read like any other.",
            mend="Nothing, if the row is meant to be read; else delete it.",
            example="review.xlsx:concepts: warning: Row 3 is hidden.",
        ),
    }
)

#: Problems with a document whose text is wanted.
DOCUMENT_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "document-unreadable": ProblemKind(
            _ERROR,
            "A document has no text that can be read.",
            mend="Save the document as text, and give that.",
            example="a.pdf: error: a.pdf has no text that can be read: its pages are"
            " pictures. Save the document as text.",
        ),
        "document-needs-extra": ProblemKind(
            _ERROR,
            "A document is of a form that an optional package reads.",
            mend="Install cmo-graph[pdf], or save the document as text.",
            example="report.pdf: error: report.pdf is a PDF, which is read when the extra"
            " `pdf` is installed. Install cmo-graph[pdf], or save the document as text.",
        ),
    }
)
