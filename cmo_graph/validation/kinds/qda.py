"""What can be wrong with coded projects: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with projects of qualitative coding.
QDA_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "qda-not-a-project": ProblemKind(
            _ERROR,
            "A file is no project or codebook of REFI-QDA.",
            mend="Export the project or its codebook as REFI-QDA.",
            example="a.qdpx/project.qde:1: error: a.qdpx/project.qde begins with html, where"
            " Project or CodeBook belongs. Export the project or its codebook as REFI-QDA.",
        ),
        "qda-too-large": ProblemKind(
            _ERROR,
            "A project has more elements than are read.",
            mend="Export the project in parts.",
            example="a.qdpx/project.qde: error: a.qdpx/project.qde has more than 1,000,000"
            " tags or 32 MiB, and is not read. Export the project in parts.",
        ),
        "qda-guid-malformed": ProblemKind(
            _ERROR,
            "Something in a project has no id, or none as the standard has them.",
            mend="Export the project again; the program has to give everything an id of its own.",
            example="a.qdc:1: error: Code 'a' has no id as REFI-QDA has them. Export the"
            " project again; the program has to give everything an id of its own.",
        ),
        "qda-guid-twice": ProblemKind(
            _ERROR,
            "Two things in a project have the same id.",
            mend="Export the project again; the program has to give everything an id of its own.",
            example="a.qdc:1: error: Code 'a' has the id of what stands in line 1. Export"
            " the project again; the program has to give everything an id of its own.",
        ),
        "qda-number-malformed": ProblemKind(
            _ERROR,
            "A position in a text is no whole number.",
            mend="Export the project again.",
            example="a.qdpx/project.qde:1: error: PlainTextSelection has the startPosition"
            " '1e3', which is no position in a text. Export the project again.",
        ),
        "qda-offsets-unsure": ProblemKind(
            _ERROR,
            "How a program counts characters cannot be told from its selections.",
            mend="Compare a selection with the program, and say how it counts with --option"
            " offsets=….",
            example="a.qdpx: error: How a.qdpx counts characters cannot be told from its 20"
            " selections: they make sense as code-points (0%). Compare a selection with the"
            " program, and say which: --option offsets=code-points.",
        ),
        "qda-code-unknown": ProblemKind(
            _ERROR,
            "A mapping of codes names a code or set that is not in the project.",
            mend="Correct the name in the mapping; the message has the nearest.",
            example="codes.yaml:1:1: error: No code and no set is called 'truth'. Nearest: Trust.",
        ),
        "qda-text-missing": ProblemKind(
            _WARNING,
            "The words of a source are not in the file; its codes are kept in a note.",
            mend="Export the project with its sources, or copy the text in.",
            example="a.qdpx/project.qde:1: warning: The words of 'One' are not in a.qdpx: it"
            " has no absolute:///etc/passwd. Export the project with its sources, or copy the"
            " text in.",
        ),
        "qda-selection-outside": ProblemKind(
            _WARNING,
            "A selection is not within its text; its codes are kept in a note.",
            mend="See in the program which words are meant.",
            example="data.qda: warning: Characters 900 to 904 are not within their text,"
            " which has 115 characters. See in the program which words are meant.",
        ),
        "qda-reference-unknown": ProblemKind(
            _WARNING,
            "Something in a project refers to what is not in it, and was left out.",
            mend="It was perhaps deleted in the program; see whether anything is missed.",
            example="data.qda: warning: code_text 3 names the code 9, which is not in the"
            " project, and was left out. It was perhaps deleted; see whether anything is"
            " missed.",
        ),
        "qda-codes-cyclic": ProblemKind(
            _ERROR,
            "A code stands below itself.",
            mend="Move the code to the top in the program, and copy the project again.",
            example="data.qda: error: The code 'A' stands below itself. Move it to the top"
            " in the program, and copy the project again.",
        ),
        "qda-project-unclear": ProblemKind(
            _ERROR,
            "A database holds several projects, or not the one that was named.",
            mend="Name the project with --option project=….",
            example="a.sqlite3: error: a.sqlite3 holds 'Home visiting', 'Another', of"
            " which one is read. Name one with the option project.",
        ),
        "qda-words-differ": ProblemKind(
            _WARNING,
            "Other words stand at a selection's place than it says.",
            mend="See in the program which words are meant; the text was perhaps changed"
            " after they were coded.",
            example="data.qda: warning: A selection says 'Nobody said this', and at its"
            " place the text has 'the worker listened, and so they trusted her'; its place is"
            " kept. See in the program which words are meant.",
        ),
        "qda-unread": ProblemKind(
            _WARNING,
            "A project has something that is not known, and was not read.",
            mend="Look at it in the program that wrote it; perhaps it is newer than what is read.",
            example="data.qda: warning: The table verdict of data.qda is not read. Look at"
            " it in the program that wrote it; perhaps it is newer than what is read.",
        ),
        "qda-note-unplaced": ProblemKind(
            _WARNING,
            "A note is on nothing that the review has a place for.",
            mend="Give a folder for texts with --texts DIR, where the notes are kept.",
            example="p.qdpx/project.qde:64: warning: 2 notes are about nothing that the"
            " review has a place for; they are in the text visits-notes.txt. Give a folder"
            " for texts (--texts DIR), where it is kept.",
        ),
        "qda-other-review": ProblemKind(
            _ERROR,
            "A project holds another review.",
            mend="Import it into the review that it holds, with --review.",
            example="p.qdpx/project.qde:64: error: p.qdpx/project.qde holds the review sos,"
            " and it was asked for other. Import it into that review: --review mine.",
        ),
        "qda-enclosed-damaged": ProblemKind(
            _WARNING,
            "The note that holds a whole review was changed, and is not read.",
            mend="Compare the codes and selections that were read with the review.",
            example="a.qdpx/project.qde:1: warning: The note in a.qdpx/project.qde that"
            " holds the whole review was changed, and is not read. Its codes and selections"
            " are read all the same; compare them with the review.",
        ),
        "qda-code-renamed": ProblemKind(
            _WARNING,
            "A code of the review has another name in a project that came back.",
            mend="Change the label in the review if the new name is right.",
            example="p.qdpx/project.qde:12: warning: The code 'Trust' is called 'Faith' now;"
            " the review's own word stands. Change its label in the review if the new name is"
            " right.",
        ),
    }
)
