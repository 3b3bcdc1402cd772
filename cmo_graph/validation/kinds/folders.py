"""What can be wrong with a folder and its files: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with the folder and its files.
FILE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "folder-missing": ProblemKind(
            _ERROR,
            "There is no folder at the address given.",
            mend="Give the folder that holds review.yaml; see whether the address is misspelt.",
            example="error: There is no folder reviews/nowhere. Give the folder that has"
            " review.yaml.",
        ),
        "file-missing": ProblemKind(
            _ERROR,
            "A file that every review has is not there.",
            mend="Write review.yaml with an id, a label, a kind and a question. That alone"
            " is a review.",
            example="review.yaml: error: There is no review.yaml in review, and every review"
            " has one.",
        ),
        "file-misplaced": ProblemKind(
            _ERROR,
            "A YAML file stands where none is read.",
            mend="Move the file to where its records are read, or rename it; the message"
            " names the nearest name that is read.",
            example="link.yaml: error: link.yaml is a YAML file, but nothing is read from a"
            " file of this name. Nearest: links.yaml.",
        ),
        "file-unknown": ProblemKind(
            _WARNING,
            "A file is not part of the format and was not read.",
            mend="Nothing, if it is meant to be there. Begin its name with a full stop, or"
            " keep it elsewhere, to hear no more of it.",
            example="figure.png: warning: figure.png is not part of the format and was not read.",
        ),
        "file-outside": ProblemKind(
            _ERROR,
            "A symbolic link leads out of the review's folder.",
            mend="Put a copy of the file where the link stands.",
            example="links.yaml: error: links.yaml is a link to a file outside of the"
            " review's folder, which is not followed. Put the file itself in its place.",
        ),
        "file-too-large": ProblemKind(
            _ERROR,
            "A file is larger than 5 MB.",
            mend="Split what it holds: configurations and evidence have a file each. Texts"
            " of documents do not belong into a review.",
            example="links.yaml: error: links.yaml has more than 5 MB; a file of a review"
            " has less.",
        ),
        "file-unreadable": ProblemKind(
            _ERROR,
            "The system refused to read a file.",
            mend="See that it is a file, and that you may read it.",
            example="links.yaml: error: links.yaml cannot be read: Is a directory.",
        ),
        "file-not-utf8": ProblemKind(
            _ERROR,
            "A file is not UTF-8.",
            mend="Save it as UTF-8 in your editor.",
            example="links.yaml:1:1: error: links.yaml is not UTF-8: it has the byte 0xFF."
            " Save it as UTF-8.",
        ),
        "file-empty": ProblemKind(
            _ERROR,
            "A file has nothing in it.",
            mend="Write its records, or take the file away.",
            example="links.yaml:1:1: error: links.yaml is empty. Write its records, or take"
            " the file away.",
        ),
        "file-name-differs": ProblemKind(
            _ERROR,
            "A file is not named after the id inside it.",
            mend="Rename the file after the id inside it, or the id after the file.",
            example="evidence/evaluation.yaml:1:8: error: evidence/evaluation.yaml has the"
            " study 'pilot', and is named after it. Rename it to pilot.yaml, or change the"
            " study.",
        ),
        "file-has-comments": ProblemKind(
            _ERROR,
            "Formatting would lose comments inside a file.",
            mend="Move comments to the top of the file, or into the `note` of the record; or"
            " allow them to be dropped with --drop-comments.",
            example="concepts.yaml:20:1: error: concepts.yaml has comments that formatting"
            " would lose, the first in line 20. Move them to the top of the file or into a"
            " note, or allow them to be dropped.",
        ),
    }
)

#: Problems with the YAML itself.
YAML_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "yaml-syntax": ProblemKind(
            _ERROR,
            "The text is not YAML.",
            mend="Put a text in quotes when it has a colon followed by a space, or begins"
            " with a sign that YAML takes for its own. See that brackets and quotes are"
            " closed.",
            example="links.yaml:4:5: error: This is not YAML: found unexpected end of"
            " stream. Put a text that has a colon, a # or a leading quote, bracket or * in"
            " quotes.",
        ),
        "yaml-tab": ProblemKind(
            _ERROR,
            "A line is indented with a tab.",
            mend="Replace the tab by two spaces for each level; most editors can do so for you.",
            example="links.yaml:4:1: error: Line 4 is indented with a tab; YAML takes spaces"
            " only. Replace the tab by two spaces for each level.",
        ),
        "yaml-control-character": ProblemKind(
            _ERROR,
            "The text has an invisible control character.",
            mend="Delete the character; it often comes with text that is pasted from a PDF.",
            example="concepts.yaml:7:12: error: An escape makes a control character.",
        ),
        "yaml-duplicate-key": ProblemKind(
            _ERROR,
            "A key stands twice in one record.",
            mend="Keep one of the two. Where both values are meant, put them into one list.",
            example="codes.yaml:3:3: error: The key Trust stands twice in one record; the"
            " first is in line 2. Keep one of them.",
        ),
        "yaml-key-not-text": ProblemKind(
            _ERROR,
            "A key is a list or a mapping.",
            mend="Write the key as a single word before its colon.",
            example="cmocs/trust-opens.yaml:4:3: error: A key is a single word, not a list.",
        ),
        "yaml-anchor": ProblemKind(
            _ERROR,
            "An anchor (&) or an alias (*) is used.",
            mend="Write the value out where it is used. A text that begins with & or * goes"
            " in quotes.",
            example="cmocs/trust-opens.yaml:14:12: error: &b is an anchor or an alias, and"
            " these are not read. Write the value out, or put a text that begins with & or *"
            " in quotes.",
        ),
        "yaml-tag": ProblemKind(
            _ERROR,
            "A type tag (!) is used.",
            mend="Take the tag out; the key says what a value is. A text that begins with !"
            " goes in quotes.",
            example="links.yaml:4:10: error: The tag !!int is not read; every value is plain"
            " text. Take the tag out, or put a text that begins with ! in quotes.",
        ),
        "yaml-merge-key": ProblemKind(
            _ERROR,
            "A merge key (<<) is used.",
            mend="Write out what belongs to the record.",
            example="cmocs/trust-opens.yaml:4:1: error: The merge key << is not read; say"
            " what belongs to this record here.",
        ),
        "yaml-several-documents": ProblemKind(
            _ERROR,
            "A file holds more than one document.",
            mend="Take the line of three hyphens out, or make two files of it.",
            example="concepts.yaml:17:1: error: A second document begins here; a file holds"
            " one. Take out the line ---, or make it a file of its own.",
        ),
        "yaml-too-deep": ProblemKind(
            _ERROR,
            "Lists and mappings are nested too deep.",
            mend="Take the surplus brackets or indentation out; no record needs so many levels.",
            example="review.yaml:2:18: error: Nesting goes beyond 12 levels here.",
        ),
    }
)

#: Problems with the bibliography.
BIBLIOGRAPHY_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "bibliography-unreadable": ProblemKind(
            _ERROR,
            "The bibliography, or an entry, cannot be read.",
            mend="Export the bibliography again; in BibTeX, close its braces and quotation marks.",
            example="sources.csl.json:1:8: error: sources.csl.json is not JSON: Expecting value.",
        ),
        "bibliography-key-missing": ProblemKind(
            _ERROR,
            "A citation key is not in the bibliography.",
            mend="Correct the key, or add the entry in your reference manager and export again.",
            example="sources.yaml:17:19: error: 'team2022' is not a key of sources.bib."
            " Nearest: team2021.",
        ),
        "bibliography-twice": ProblemKind(
            _ERROR,
            "There are two bibliographies.",
            mend="Keep one of the two files.",
            example="sources.csl.json: error: There are two bibliographies, sources.bib and"
            " sources.csl.json. Keep one of them.",
        ),
    }
)
