"""What can be wrong with one record: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with one record.
RECORD_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "key-unknown": ProblemKind(
            _ERROR,
            "A record has a key that its kind does not know.",
            mend="Correct the spelling, or take the key out. What no key is for goes into `note`.",
            example="evidence/evaluation.yaml:36:1: error: 'serches' is not a key of this"
            " record. Nearest: searches.",
        ),
        "key-missing": ProblemKind(
            _ERROR,
            "A record lacks a key that its kind must have.",
            mend="Add the key. Where no source tells what it should say, use the word of its"
            " vocabulary for that, such as `unclear`.",
            example="evidence/evaluation.yaml:3:5: error: This record has no read_via, which"
            " its kind must have.",
        ),
        "key-implied": ProblemKind(
            _ERROR,
            "A key is written whose value follows from its place.",
            mend="Take the key out; the place of the record says it already.",
            example="evidence/evaluation.yaml:5:5: error: study follows from where this"
            " record stands. Take the key out.",
        ),
        "value-empty": ProblemKind(
            _ERROR,
            "A key has no value.",
            mend="Write a value, or take the key out: a key that is left out means that it"
            " is not known.",
            example="theory.yaml:7:5: error: This label does not fit: a text is empty.",
        ),
        "value-not-text": ProblemKind(
            _ERROR,
            "A list or a mapping stands where a single value belongs.",
            mend="Write one value after the colon.",
            example="evidence/evaluation.yaml:5:12: error: claim takes one value, and this"
            " is a list.",
        ),
        "value-not-list": ProblemKind(
            _ERROR,
            "Something else stands where a list belongs.",
            mend="Write the value in square brackets, or after a hyphen on a line of its own.",
            example="concepts.yaml:4:5: error: broader takes a list, and this is a single"
            " value. Write [relationship].",
        ),
        "value-not-mapping": ProblemKind(
            _ERROR,
            "Something else stands where a record belongs.",
            mend="Write keys with their values, each on a line of its own and indented alike.",
            example="links.yaml:1:1: error: links.yaml is written as keys with values, and"
            " this is something else.",
        ),
        "value-not-number": ProblemKind(
            _ERROR,
            "A value is not a whole number.",
            mend="Write digits alone, without words, signs or spaces.",
            example="review.yaml:5:21: error: documents_screened is 'twelve'; expected a"
            " whole number.",
        ),
        "value-not-date": ProblemKind(
            _ERROR,
            "A value is not a date as year-month-day.",
            mend="Write the date as year, month and day: 2021-02-08. A year alone goes into"
            " the bibliography or the `note`.",
            example="sources.yaml:21:13: error: issued is '2021'; expected a date of the"
            " calendar such as 2021-02-08.",
        ),
        "value-not-listed": ProblemKind(
            _ERROR,
            "A value is not in its controlled vocabulary.",
            mend="Use a word of the vocabulary; the message names the nearest, and"
            " docs/authoring.md has them all.",
            example="codes.yaml:2:10: error: 'contexts' is not a role. Nearest: context.",
        ),
        "value-out-of-range": ProblemKind(
            _ERROR,
            "A number is too small or too large.",
            mend="See whether the number is misspelt; the message says what is allowed.",
            example="sources.yaml:27:9: error: start is -10; the smallest value is 0.",
        ),
        "value-too-long": ProblemKind(
            _ERROR,
            "A text is longer than may be kept.",
            mend="Shorten the text; what goes beyond belongs into `note`.",
            example="sources.yaml:29:9: error: prefix has 55 characters; 40 may be kept.",
        ),
        "value-malformed": ProblemKind(
            _ERROR,
            "A value does not have the form its key asks for.",
            mend="Write the value in the form that the message gives.",
            example="sources.yaml:30:9: error: digest is 'sha256:beef'; expected sha256: and"
            " 64 digits from 0-9 and a-f.",
        ),
        "list-empty": ProblemKind(
            _ERROR,
            "A list that must name something is empty.",
            mend="Name at least one, or take the record out.",
            example="evidence/evaluation.yaml:11:5: error: passages names nothing; it must"
            " name at least one.",
        ),
        "list-repeats": ProblemKind(
            _WARNING,
            "A list names the same thing twice.",
            mend="Take the second one out.",
            example="concepts.yaml:4:24: warning: broader names relationship twice.",
        ),
        "language-malformed": ProblemKind(
            _ERROR,
            "A language tag is not one.",
            mend="Use a tag such as en, nl or pt-br.",
            example="review.yaml:2:11: error: 'English!' is not a language tag. Tags look"
            " like en, nl or pt-br.",
        ),
        "text-repeated": ProblemKind(
            _ERROR,
            "A text is given twice in one language.",
            mend="Keep one text a language; further names go into `alt_labels`.",
            example="concepts.yaml:3:5: error: This label does not fit: expected exactly one"
            " text in each language.",
        ),
        "nuance-without-context": ProblemKind(
            _ERROR,
            "A line nuances but names no context.",
            mend="Name the context that the claim turns on in `turns_on`, or choose another"
            " direction.",
            example="evidence/evaluation.yaml:18:5: error: This record does not fit: a line"
            " that nuances a claim names the context it turns on: set turns_on.",
        ),
        "finding-missing": ProblemKind(
            _ERROR,
            "An empirical line does not say what was found.",
            mend="Say in `finding` what was found: effect, opposite_effect, no_effect or"
            " not_determinable.",
            example="evidence/evaluation.yaml:7:5: error: This record does not fit: an"
            " empirical line says what was found: set finding, and choose between no_effect"
            " and not_determinable.",
        ),
        "outcome-without-direction": ProblemKind(
            _ERROR,
            "An outcome does not say which way it goes.",
            mend="Say in `direction` whether it increases, decreases or stays; `unclear`"
            " when no source tells.",
            example="cmocs/trust-opens.yaml:17:5: error: This record does not fit: an"
            " outcome has a direction; say unclear when no source tells.",
        ),
        "qualifier-misplaced": ProblemKind(
            _ERROR,
            "A slot has a qualifier that its role cannot have.",
            mend="Take the qualifier out, or move the concept to the role that it fits.",
            example="cmocs/trust-opens.yaml:20:5: error: This record does not fit: only a"
            " context may be absent.",
        ),
        "slot-repeated": ProblemKind(
            _ERROR,
            "A concept fills one role of a configuration twice.",
            mend="Take one of the two out. Two shades of a concept are two concepts.",
            example="cmocs/trust-opens.yaml:1:1: error: This record does not fit: the same"
            " concept fills the same role twice.",
        ),
        "slots-missing": ProblemKind(
            _ERROR,
            "A configuration has no slot.",
            mend="Give the configuration a context, a mechanism or an outcome, whatever is"
            " known of it.",
            example="cmocs/plan-alone.yaml:1:1: error: This configuration has no slot; it"
            " needs one at least. Slots stand under context, intervention, actor, resource,"
            " response, mechanism, outcome.",
        ),
        "link-to-itself": ProblemKind(
            _ERROR,
            "A link joins a concept to itself.",
            mend="Name another concept at one of its ends. What feeds back on itself does so"
            " through another concept.",
            example="links.yaml:12:5: error: This record does not fit: a link joins two"
            " different concepts.",
        ),
        "passage-without-length": ProblemKind(
            _ERROR,
            "A passage does not end after it starts.",
            mend="Correct start or end: end is the first character after the passage.",
            example="sources.yaml:28:9: error: This record does not fit: a passage ends"
            " after it starts.",
        ),
        "change-one-sided": ProblemKind(
            _ERROR,
            "A change's sides do not fit its kind.",
            mend="Give `before` what was taken away or changed, and `after` what was added"
            " or came of it.",
            example="theory.yaml:20:9: error: This record does not fit: before is empty"
            " exactly when something was added.",
        ),
        "components-incomplete": ProblemKind(
            _ERROR,
            "A confidence judgement lacks a component.",
            mend="Explain each of the four components once.",
            example="evidence/evaluation.yaml:49:5: error: This record does not fit: a"
            " confidence judgement explains each of the four components once.",
        ),
        "record-inconsistent": ProblemKind(
            _ERROR,
            "The values of a record do not fit each other.",
            mend="See in docs/authoring.md which values go together.",
            example="theory.yaml:12:5: error: This record does not fit: its values"
            " contradict each other.",
        ),
    }
)
