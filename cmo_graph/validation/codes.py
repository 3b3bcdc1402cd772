"""Every kind of problem by its code: this module has the table that messages and docs share.

A code is stable: programs, tests and `docs/authoring.md` name it. It settles whether the problem is
an error, which stops a load, or a warning.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.import_codes import IMPORT_CODES
from cmo_graph.validation.problems import Problem, ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with the folder and its files.
FILE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "folder-missing": ProblemKind(_ERROR, "There is no folder at the address given."),
        "file-missing": ProblemKind(_ERROR, "A file that every review has is not there."),
        "file-misplaced": ProblemKind(_ERROR, "A YAML file stands where none is read."),
        "file-unknown": ProblemKind(_WARNING, "A file is not part of the format and was not read."),
        "file-outside": ProblemKind(_ERROR, "A symbolic link leads out of the review's folder."),
        "file-too-large": ProblemKind(_ERROR, "A file is larger than 5 MB."),
        "file-unreadable": ProblemKind(_ERROR, "The system refused to read a file."),
        "file-not-utf8": ProblemKind(_ERROR, "A file is not UTF-8."),
        "file-empty": ProblemKind(_ERROR, "A file has nothing in it."),
        "file-name-differs": ProblemKind(_ERROR, "A file is not named after the id inside it."),
        "file-has-comments": ProblemKind(_ERROR, "Formatting would lose comments inside a file."),
    }
)

#: Problems with the YAML itself.
YAML_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "yaml-syntax": ProblemKind(_ERROR, "The text is not YAML."),
        "yaml-tab": ProblemKind(_ERROR, "A line is indented with a tab."),
        "yaml-control-character": ProblemKind(
            _ERROR, "The text has an invisible control character."
        ),
        "yaml-duplicate-key": ProblemKind(_ERROR, "A key stands twice in one record."),
        "yaml-key-not-text": ProblemKind(_ERROR, "A key is a list or a mapping."),
        "yaml-anchor": ProblemKind(_ERROR, "An anchor (&) or an alias (*) is used."),
        "yaml-tag": ProblemKind(_ERROR, "A type tag (!) is used."),
        "yaml-merge-key": ProblemKind(_ERROR, "A merge key (<<) is used."),
        "yaml-several-documents": ProblemKind(_ERROR, "A file holds more than one document."),
        "yaml-too-deep": ProblemKind(_ERROR, "Lists and mappings are nested too deep."),
    }
)

#: Problems with one record.
RECORD_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "key-unknown": ProblemKind(_ERROR, "A record has a key that its kind does not know."),
        "key-missing": ProblemKind(_ERROR, "A record lacks a key that its kind must have."),
        "key-implied": ProblemKind(_ERROR, "A key is written whose value follows from its place."),
        "value-empty": ProblemKind(_ERROR, "A key has no value."),
        "value-not-text": ProblemKind(
            _ERROR, "A list or a mapping stands where a single value belongs."
        ),
        "value-not-list": ProblemKind(_ERROR, "Something else stands where a list belongs."),
        "value-not-mapping": ProblemKind(_ERROR, "Something else stands where a record belongs."),
        "value-not-number": ProblemKind(_ERROR, "A value is not a whole number."),
        "value-not-date": ProblemKind(_ERROR, "A value is not a date as year-month-day."),
        "value-not-listed": ProblemKind(_ERROR, "A value is not in its controlled vocabulary."),
        "value-out-of-range": ProblemKind(_ERROR, "A number is too small or too large."),
        "value-too-long": ProblemKind(_ERROR, "A text is longer than may be kept."),
        "value-malformed": ProblemKind(_ERROR, "A value does not have the form its key asks for."),
        "list-empty": ProblemKind(_ERROR, "A list that must name something is empty."),
        "list-repeats": ProblemKind(_WARNING, "A list names the same thing twice."),
        "language-malformed": ProblemKind(_ERROR, "A language tag is not one."),
        "text-repeated": ProblemKind(_ERROR, "A text is given twice in one language."),
        "nuance-without-context": ProblemKind(_ERROR, "A line nuances but names no context."),
        "finding-missing": ProblemKind(_ERROR, "An empirical line does not say what was found."),
        "outcome-without-direction": ProblemKind(
            _ERROR, "An outcome does not say which way it goes."
        ),
        "qualifier-misplaced": ProblemKind(
            _ERROR, "A slot has a qualifier that its role cannot have."
        ),
        "slot-repeated": ProblemKind(_ERROR, "A concept fills one role of a configuration twice."),
        "slots-missing": ProblemKind(_ERROR, "A configuration has no slot."),
        "link-to-itself": ProblemKind(_ERROR, "A link joins a concept to itself."),
        "passage-without-length": ProblemKind(_ERROR, "A passage does not end after it starts."),
        "change-one-sided": ProblemKind(_ERROR, "A change's sides do not fit its kind."),
        "components-incomplete": ProblemKind(_ERROR, "A confidence judgement lacks a component."),
        "record-inconsistent": ProblemKind(_ERROR, "The values of a record do not fit each other."),
    }
)

#: Problems with ids and references.
REFERENCE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "id-malformed": ProblemKind(_ERROR, "An id has characters that ids cannot have."),
        "id-duplicate": ProblemKind(_ERROR, "Two things of one kind have the same id."),
        "claim-id-taken": ProblemKind(_ERROR, "Two claims of different kinds have the same id."),
        "reference-malformed": ProblemKind(_ERROR, "A reference is neither an id nor an IRI."),
        "reference-unknown": ProblemKind(_ERROR, "A reference names a thing that does not exist."),
        "reference-wrong-kind": ProblemKind(_ERROR, "A reference names a thing of another kind."),
        "reference-ambiguous": ProblemKind(_ERROR, "A reference fits things of several kinds."),
        "reference-unchecked": ProblemKind(
            _WARNING, "A reference leads out of what could be looked up."
        ),
    }
)

#: Problems with the bibliography.
BIBLIOGRAPHY_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "bibliography-unreadable": ProblemKind(
            _ERROR, "The bibliography, or an entry, cannot be read."
        ),
        "bibliography-key-missing": ProblemKind(
            _ERROR, "A citation key is not in the bibliography."
        ),
        "bibliography-twice": ProblemKind(_ERROR, "There are two bibliographies."),
    }
)

#: Problems that show only when a review is looked at as a whole.
REVIEW_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "review-not-one": ProblemKind(_ERROR, "There is not exactly one review."),
        "review-differs": ProblemKind(_ERROR, "A thing says that another review owns it."),
        "cycle-broader": ProblemKind(_ERROR, "A concept is broader than itself."),
        "cycle-part-of": ProblemKind(_ERROR, "A concept is part of itself."),
        "cycle-revision-of": ProblemKind(_ERROR, "A theory version revises itself."),
        "cycle-embedded-in": ProblemKind(_ERROR, "A configuration is embedded in itself."),
        "cycle-member-of": ProblemKind(_ERROR, "An agent is a member of itself."),
        "opposite-of-itself": ProblemKind(_ERROR, "A concept is its own opposite."),
        "opposite-is-broader": ProblemKind(_ERROR, "A concept's opposite is also broader than it."),
        "rival-of-itself": ProblemKind(_ERROR, "A configuration is its own rival."),
        "same-data-itself": ProblemKind(_ERROR, "A study shares its data with itself."),
        "study-includes-itself": ProblemKind(
            _ERROR, "A study includes itself, through others or not."
        ),
        "same-data-included": ProblemKind(
            _ERROR, "A study both includes another and shares its data."
        ),
        "line-on-implied-link": ProblemKind(_ERROR, "Evidence bears on an implied link."),
        "line-accepted-unfit": ProblemKind(
            _ERROR,
            "A line is accepted although its passage does not say the claim, or nobody said what"
            " it rests on.",
        ),
        "line-read-elsewhere": ProblemKind(
            _WARNING, "A line read in the study's own report cites none of its reports."
        ),
        "passage-beyond-text": ProblemKind(_ERROR, "A passage ends after its report's text does."),
        "passage-text-unknown": ProblemKind(
            _WARNING, "A passage points into a text whose digest is not given."
        ),
        "words-not-licensed": ProblemKind(_ERROR, "A report's words are kept without a licence."),
        "words-differ": ProblemKind(_ERROR, "A passage's words do not have its digest."),
        "version-number-taken": ProblemKind(
            _ERROR, "Two versions of a theory have the same number."
        ),
        "version-of-other-theory": ProblemKind(
            _ERROR, "A version revises a version of another theory."
        ),
        "change-not-before": ProblemKind(
            _ERROR, "A change begins from what was not in the version before."
        ),
        "change-not-after": ProblemKind(_ERROR, "A change ends in what is not in its version."),
        "change-missing": ProblemKind(
            _WARNING,
            "A configuration came or went between versions without a change that says why.",
        ),
        "rating-not-in-scheme": ProblemKind(_ERROR, "A rating's value is not one of its scheme."),
        "statement-without-passage": ProblemKind(
            _WARNING, "What a source states cites no passage."
        ),
        "configuration-partial": ProblemKind(_WARNING, "A configuration lacks a part."),
        "context-without-dimension": ProblemKind(
            _WARNING, "A concept says where a study was done, but not in which respect."
        ),
        "concept-unused": ProblemKind(_WARNING, "A concept is not used."),
        "agent-unused": ProblemKind(_WARNING, "An agent is not used."),
        "passage-unused": ProblemKind(_WARNING, "A passage is not used."),
        "study-unused": ProblemKind(_WARNING, "Nothing but its reports speaks of a study."),
        "study-without-report": ProblemKind(_WARNING, "No report tells of a study."),
        "label-repeated": ProblemKind(_WARNING, "Two concepts have the same label."),
    }
)

#: Every kind of problem.
CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        **FILE_CODES,
        **YAML_CODES,
        **RECORD_CODES,
        **REFERENCE_CODES,
        **BIBLIOGRAPHY_CODES,
        **REVIEW_CODES,
        **IMPORT_CODES,
    }
)

#: Longest value that a problem repeats, in code points.
LONGEST_VALUE = 80


def make_problem(
    code: str,
    message: str,
    *,
    file: str = "",
    line: int = 0,
    column: int = 0,
    sheet: str = "",
    cell: str = "",
    path: str = "",
    value: str = "",
    hint: str = "",
) -> Problem:
    """Build a problem whose severity follows from its code.

    Raises:
        KeyError: the code is not in `CODES`.
    """
    return Problem(
        code=code,
        message=message,
        severity=CODES[code].severity,
        file=file,
        line=line,
        column=column,
        sheet=sheet,
        cell=cell,
        path=path,
        value=shortened(value),
        hint=hint,
    )


def shortened(value: str) -> str:
    """Return a value on one line, cut where it is too long to repeat."""
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= LONGEST_VALUE else one_line[: LONGEST_VALUE - 1] + "…"
