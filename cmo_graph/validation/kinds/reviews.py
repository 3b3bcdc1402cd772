"""What can be wrong with a review as a whole: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems that show only when a review is looked at as a whole.
REVIEW_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "review-not-one": ProblemKind(
            _ERROR,
            "There is not exactly one review.",
            mend="Keep one review.yaml, with one review.",
            example="error: There are 2 reviews, and a folder has one.",
        ),
        "review-differs": ProblemKind(
            _ERROR,
            "A thing says that another review owns it.",
            mend="Take `review` out: whatever stands in a folder is of its review.",
            example="error: other.trust is of the review other, and stands in mine.",
        ),
        "cycle-broader": ProblemKind(
            _ERROR,
            "A concept is broader than itself.",
            mend="Take one step of the circle out of `broader`.",
            example="concepts.yaml:4:15: error: Each of these concepts is broader than"
            " itself: trust → trust. Take one of the steps out.",
        ),
        "cycle-part-of": ProblemKind(
            _ERROR,
            "A concept is part of itself.",
            mend="Take one step of the circle out of `part_of`.",
            example="concepts.yaml:15:15: error: Each of these concepts is part of itself:"
            " shared-responsibility → shared-responsibility. Take one of the steps out.",
        ),
        "cycle-revision-of": ProblemKind(
            _ERROR,
            "A theory version revises itself.",
            mend="Say of one of the versions that it revises none, or an earlier one.",
            example="theory.yaml:10:5: error: Each of these versions revises itself: first →"
            " first. Take one of the steps out.",
        ),
        "cycle-embedded-in": ProblemKind(
            _ERROR,
            "A configuration is embedded in itself.",
            mend="Take one step of the circle out of `embedded_in`.",
            example="cmocs/plan-alone.yaml:4:15: error: Each of these configurations is"
            " embedded in itself: plan-alone → plan-alone. Take one of the steps out.",
        ),
        "cycle-member-of": ProblemKind(
            _ERROR,
            "An agent is a member of itself.",
            mend="Take one step of the circle out of `member_of`.",
            example="review.yaml:13:17: error: Each of these agents is a member of itself:"
            " ann → team → ann. Take one of the steps out.",
        ),
        "opposite-of-itself": ProblemKind(
            _ERROR,
            "A concept is its own opposite.",
            mend="Name the concept that is its opposite, or take `opposite_of` out.",
            example="concepts.yaml:5:19: error: trust is given as its own opposite.",
        ),
        "opposite-is-broader": ProblemKind(
            _ERROR,
            "A concept's opposite is also broader than it.",
            mend="Take one of the two out: what is narrower than a concept brings it about,"
            " and an opposite excludes it.",
            example="concepts.yaml:5:19: error: trust is the opposite of relationship and"
            " also narrower than it, so that one would bring the other about.",
        ),
        "rival-of-itself": ProblemKind(
            _ERROR,
            "A configuration is its own rival.",
            mend="Name the configuration that explains the same otherwise, or take `rival_of` out.",
            example="cmocs/plan-alone.yaml:4:12: error: plan-alone is given as its own rival.",
        ),
        "same-data-itself": ProblemKind(
            _ERROR,
            "A study shares its data with itself.",
            mend="Name the other study that rests on the same data, or take `same_data` out.",
            example="sources.yaml:15:17: error: pilot is said to share its data with itself.",
        ),
        "study-includes-itself": ProblemKind(
            _ERROR,
            "A study includes itself, through others or not.",
            mend="Take one step of the circle out of `includes`.",
            example="sources.yaml:5:16: error: Each of these studies includes itself:"
            " evaluation → evaluation. Take one of the steps out.",
        ),
        "same-data-included": ProblemKind(
            _ERROR,
            "A study both includes another and shares its data.",
            mend="Decide: a review `includes` the studies that it reads; two accounts of one"
            " study have `same_data`.",
            example="sources.yaml:5:16: error: evaluation includes pilot and also shares its"
            " data; a review includes a study, two accounts of one study share data.",
        ),
        "line-on-implied-link": ProblemKind(
            _ERROR,
            "Evidence bears on an implied link.",
            mend="Name the configuration that implies the link as the claim.",
            example="evidence/evaluation.yaml:18:5: error: The link implied-step is implied"
            " by trust-opens; evidence bears on that. Set claim to trust-opens.",
        ),
        "line-accepted-unfit": ProblemKind(
            _ERROR,
            "A line is accepted although its passage does not say the claim, or nobody said"
            " what it rests on.",
            mend="Judge the entailment again, say what the line rests on, or do not accept"
            " the line.",
            example="evidence/evaluation.yaml:15:5: error: line-trust is accepted, and yet"
            " its passage is judged not to say the claim. Judge the entailment again, or do"
            " not accept the line.",
        ),
        "line-read-elsewhere": ProblemKind(
            _WARNING,
            "A line read in the study's own report cites none of its reports.",
            mend="Set `read_via` to secondary_report, or say in sources.yaml that the report"
            " reports on this study.",
            example="evidence/pilot.yaml:10:5: warning: line-trust was read in the study's"
            " own report, but no report it cites reports on pilot. Set read_via to"
            " secondary_report, or say in sources.yaml what the report reports on.",
        ),
        "passage-beyond-text": ProblemKind(
            _ERROR,
            "A passage ends after its report's text does.",
            mend="Locate the passage again with cmo-graph anchor; the text or the position"
            " has changed.",
            example="sources.yaml:35:9: error: p-safety ends at 5001, but the text of"
            " final-report has 5000 code points.",
        ),
        "passage-text-unknown": ProblemKind(
            _WARNING,
            "A passage points into a text whose digest is not given.",
            mend="Give the report its `text_digest` and `text_length`; cmo-graph anchor"
            " works them out of the text.",
            example="sources.yaml:82:9: warning: final-report has no text_digest, so p-trust"
            " points into a text that nobody can tell from others.",
        ),
        "words-not-licensed": ProblemKind(
            _ERROR,
            "A report's words are kept without a licence.",
            mend="Take `exact` out; position and digest find the words again. Or give the"
            " report the licence that allows keeping them.",
            example="sources.yaml:31:9: error: p-trust keeps the words of final-report,"
            " which has no licence that allows it. Take exact out; position and digest find"
            " the words again.",
        ),
        "words-differ": ProblemKind(
            _ERROR,
            "A passage's words do not have its digest.",
            mend="Copy the words from the text again, or locate the passage again with"
            " cmo-graph anchor.",
            example="sources.yaml:27:9: error: The words kept in p-trust do not have its digest.",
        ),
        "version-number-taken": ProblemKind(
            _ERROR,
            "Two versions of a theory have the same number.",
            mend="Give each version of a theory a number of its own.",
            example="theory.yaml:15:5: error: second and first are both number 1 of theory.",
        ),
        "version-of-other-theory": ProblemKind(
            _ERROR,
            "A version revises a version of another theory.",
            mend="Name a version of the same theory, or another theory.",
            example="theory.yaml:20:5: error: second revises first, which is of the theory other.",
        ),
        "change-not-before": ProblemKind(
            _ERROR,
            "A change begins from what was not in the version before.",
            mend="Name a configuration that the version before has.",
            example="theory.yaml:21:30: error: A change begins from trust-opens, which is"
            " not a member of mine.first.",
        ),
        "change-not-after": ProblemKind(
            _ERROR,
            "A change ends in what is not in its version.",
            mend="Name a configuration that this version has, or add it to its members.",
            example="theory.yaml:22:30: error: A change ends in plan-alone, which is not a"
            " member of second.",
        ),
        "change-missing": ProblemKind(
            _WARNING,
            "A configuration came or went between versions without a change that says why.",
            mend="Say in `changes` why the configuration came or went.",
            example="theory.yaml:15:5: warning: plan-alone is in first and not in second,"
            " and no change says why.",
        ),
        "rating-not-in-scheme": ProblemKind(
            _ERROR,
            "A rating's value is not one of its scheme.",
            mend="Use a value of the scheme; the message lists them.",
            example="evidence/evaluation.yaml:33:5: error: cmo:eifEvidence4 is no value of"
            " the rating scheme cmo:EifCostScheme. Its values are cmo:eifCost1, cmo:eifCost2,"
            " cmo:eifCost3, cmo:eifCost4, cmo:eifCost5, cmo:eifCostNotAvailable.",
        ),
        "statement-without-passage": ProblemKind(
            _WARNING,
            "What a source states cites no passage.",
            mend="Name the passages where the source says so, or set the basis to"
            " inferred_by_reviewer.",
            example="cmocs/trust-opens.yaml:14:5: warning: The basis is stated_by_source,"
            " but no passage says where. Name passages, or say that the reviewers inferred it.",
        ),
        "configuration-partial": ProblemKind(
            _WARNING,
            "A configuration lacks a part.",
            mend="Nothing, if no source tells the rest. It is a reminder of what to look for.",
            example="cmocs/culture-supports-practice.yaml:1:1: warning:"
            " culture-supports-practice has no outcome.",
        ),
        "context-without-dimension": ProblemKind(
            _WARNING,
            "A concept says where a study was done, but not in which respect.",
            mend="Set `context_dimension`, so that contexts can be compared.",
            example="concepts.yaml:2:5: warning: 9 says where something was seen, but not in"
            " which respect. Set context_dimension, so that contexts can be compared.",
        ),
        "concept-unused": ProblemKind(
            _WARNING,
            "A concept is not used.",
            mend="Use it, or take it out.",
            example="p.qdpx/project.qde:2: warning: Nothing uses the concept feeling-heard.",
        ),
        "agent-unused": ProblemKind(
            _WARNING,
            "An agent is not used.",
            mend="Name the agent where it said or coded something, or take it out.",
            example="review.yaml:21:5: warning: Nothing uses the agent andrew-turnell.",
        ),
        "passage-unused": ProblemKind(
            _WARNING,
            "A passage is not used.",
            mend="Name the passage where something rests on it, or take it out.",
            example="sources.yaml:31:9: warning: Nothing uses the passage p-safety.",
        ),
        "study-unused": ProblemKind(
            _WARNING,
            "Nothing but its reports speaks of a study.",
            mend="Code what the study says, record that nothing was found in it, or take it out.",
            example="sources.yaml:12:5: warning: Nothing but its reports speaks of pilot.",
        ),
        "study-without-report": ProblemKind(
            _WARNING,
            "No report tells of a study.",
            mend="Say in sources.yaml which report reports on the study.",
            example="sources.yaml:12:5: warning: No report reports on pilot.",
        ),
        "label-repeated": ProblemKind(
            _WARNING,
            "Two concepts have the same label.",
            mend="Make one concept of the two, or say in their labels how they differ.",
            example="concepts.yaml:40:5: warning: trust and parental-trust are both called"
            " 'Trust'. Keep one of them, or say how they differ.",
        ),
    }
)
