"""How answers about pathways are told: this module holds the shapes of pathways, steps and loops.

Concepts, steps and studies are told once in each answer, by IRI, and referred to from elsewhere.
"""

from typing import Literal

from pydantic import Field

from cmo_graph.iri import IRI
from cmo_graph.model.codes import ContextDimension, DeveloperInvolvement, LinkKind, Polarity
from cmo_graph.questions.answers import Answer, TallyTold, Told
from cmo_graph.theory.agreement import Agreement
from cmo_graph.theory.loops import LoopKind
from cmo_graph.theory.search import PathwayOutcome
from cmo_graph.theory.steps import StepStatus
from cmo_graph.theory.threads import ThreadGrade
from cmo_graph.theory.transitivity import Overlap, Transitivity

StrengthName = Literal[
    "disputed",
    "no_evidence",
    "theorised",
    "inconclusive",
    "contested",
    "supported_once",
    "supported_repeatedly",
]


class NodeTold(Told):
    """A concept that a pathway passes."""

    label: str
    links_in: int = Field(description="Links that lead to it, in the whole network.")
    links_out: int = Field(description="Links that lead from it, in the whole network.")


class WholeTold(Told):
    """How the evidence stands on a configuration as a whole; it counts for no step (ours)."""

    configuration: IRI
    status: str = Field(description="Status of support; see docs/support.md.")
    answer: str = Field(description="The status in one word: yes, no, both or unknown.")
    tally: TallyTold
    sentence: str = Field(description="The same in words.")


class StepTold(Told):
    """One link, with the evidence on it."""

    from_concept: IRI
    to_concept: IRI
    label: str
    kind: LinkKind
    polarity: Polarity = Field(description="The sign that the link claims.")
    sign: Polarity = Field(description="The sign it counts with: mixed where studies differ.")
    implied_by: tuple[IRI, ...] = Field(
        description="The configurations that imply it; empty for a link that reviewers wrote."
    )
    repeated_by: tuple[IRI, ...] = Field(
        description="Implied links that say the same and gave way to this written one (ours)."
    )
    holds_in: tuple[IRI, ...]
    status: StepStatus
    strength: StrengthName
    tally: TallyTold | None = Field(
        default=None, description="Absent for an implied link: no evidence bears on one directly."
    )
    on_configurations: tuple[WholeTold, ...] = Field(
        description="The configurations that imply the step, or say the same, and were examined as"
        " wholes. It counts for no step; empty where nobody is on record as having looked."
    )
    evidence_lines: tuple[IRI, ...]
    supporters: tuple[IRI, ...]
    disputers: tuple[IRI, ...]
    is_undercut: bool
    examined_in: tuple[IRI, ...]


class StudyTold(Told):
    """A study that supports or disputes a step."""

    label: str
    developer_involvement: DeveloperInvolvement | None = None


class WeakestTold(Told):
    """The least strength on a pathway, and the positions of the steps that have it, from 0."""

    strength: StrengthName
    ordinal: int
    steps: tuple[int, ...]


class ThreadsTold(Told):
    """How much of a pathway single studies tell (the grades are ours)."""

    grade: ThreadGrade
    first: int = Field(description="Position of the longest run's first step, from 0.")
    length: int = Field(description="Steps of the longest run.")
    studies: tuple[IRI, ...] = Field(description="Studies that tell all of the longest run.")
    hand_overs: tuple[int, ...] = Field(
        description="For each two neighbouring steps: studies that tell both."
    )


class DimensionTold(Told):
    """How the steps' contexts lie in one respect."""

    dimension: ContextDimension
    overlap: Overlap
    shared: tuple[IRI, ...]
    named: tuple[IRI, ...]


class ContextTold(Told):
    """Whether the steps' contexts let the chain be read as one (the three words are ours)."""

    transitivity: Transitivity
    dimensions: tuple[DimensionTold, ...]
    opposites: tuple[tuple[IRI, IRI], ...]


class LoopTold(Told):
    """Links in sequence that come back to where they started."""

    links: tuple[IRI, ...]
    kind: LoopKind


class LoopsTold(Told):
    """The loops through a pathway, shortest first."""

    loops: tuple[LoopTold, ...]
    is_truncated: bool


class PathTold(Told):
    """One pathway: a vector, never one score."""

    id: str
    concepts: tuple[IRI, ...]
    steps: tuple[IRI, ...]
    sign: Polarity
    statuses: tuple[StepStatus, ...]
    weakest: WeakestTold
    disputed_steps: tuple[int, ...]
    undercut_steps: tuple[int, ...]
    threads: ThreadsTold
    context: ContextTold
    direct_evidence: Agreement = Field(
        description="How its sign fits the direct evidence on its two ends (ours)."
    )
    critical_studies: tuple[IRI, ...] = Field(
        description="Studies that are alone in supporting one of its steps."
    )
    loops: LoopsTold
    sort_keys: tuple[int, ...]
    sentence: str


class DirectTold(Told):
    """A link that joins the two ends directly."""

    step: IRI
    sign: Polarity
    status: StepStatus


class PairTold(Told):
    """How the pair hangs on single studies."""

    is_supported: bool = Field(description="Whether some chain is supported at every step.")
    critical: tuple[IRI, ...] = Field(description="Studies without which that is no longer so.")


class StudyThreadTold(Told):
    """A study that by itself tells some chain between the two, whatever the filters on steps."""

    study: IRI
    steps: int


class PathwaysAnswer(Answer):
    """The pathways from one concept to another, and what holds for the pair."""

    outcome: PathwayOutcome = Field(description="How the search ended.")
    is_truncated: bool = Field(description="Whether there are more than are told, or may be.")
    total: int = Field(description="How many there are; a lower bound when the time ran out.")
    shortest_possible_steps: int | None = Field(
        default=None, description="Steps of the shortest chain whatever the limit; absent if none."
    )
    nodes: dict[str, NodeTold]
    steps: dict[str, StepTold]
    studies: dict[str, StudyTold]
    paths: tuple[PathTold, ...]
    direct_evidence: tuple[DirectTold, ...]
    whole_chain_studies: tuple[StudyThreadTold, ...]
    leave_one_out: PairTold


class MediatorTold(Told):
    """A concept between the two, with what runs through it."""

    concept: IRI
    studies: tuple[IRI, ...]
    pathways: int


class MediatorsAnswer(Answer):
    """The concepts between two others, by number of studies, then of pathways (ours)."""

    outcome: PathwayOutcome
    is_truncated: bool
    total: int
    mediators: tuple[MediatorTold, ...]


class ReachedTold(Told):
    """A concept, and the fewest steps to it."""

    concept: IRI
    steps: int


class ClosureAnswer(Answer):
    """The concepts that lead to a concept, or to which it leads, nearest first."""

    concept: IRI
    total: int
    is_truncated: bool
    reached: tuple[ReachedTold, ...]
