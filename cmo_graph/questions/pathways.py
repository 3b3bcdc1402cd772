"""How one concept leads to another: this module asks for pathways, mediators and closures.

All links of the selection take part, written and implied (see `networks`); evidence is filtered
before anything is searched. Answers refer to concepts, steps and studies by IRI and tell each once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Annotated, cast

from pydantic import Field

from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Study
from cmo_graph.model.codes import Polarity
from cmo_graph.questions.answers import MethodTold, dataset_of, tally_of
from cmo_graph.questions.filtering import EvidenceFilters, Name, resolved
from cmo_graph.questions.networks import LinkNetwork
from cmo_graph.questions.part_holdings import things_by_iri
from cmo_graph.questions.pathway_answers import (
    ClosureAnswer,
    ContextTold,
    DirectTold,
    LoopsTold,
    MediatorsAnswer,
    MediatorTold,
    NodeTold,
    PairTold,
    PathTold,
    PathwaysAnswer,
    ReachedTold,
    StepTold,
    StrengthName,
    StudyThreadTold,
    StudyTold,
    ThreadsTold,
    WeakestTold,
    WholeTold,
)
from cmo_graph.questions.selections import Selection
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.theory_versions import THEORY_KINDS
from cmo_graph.questions.wholes import wholes_behind
from cmo_graph.repository import Repository
from cmo_graph.theory.mediators import find_mediators
from cmo_graph.theory.network import Network, downstream, upstream
from cmo_graph.theory.pathways import Pathway, PathwayAnswer, find_pathways
from cmo_graph.theory.ranking import DEFAULT_ORDER, SortKey
from cmo_graph.theory.search import LONGEST_SEARCH, MOST_PATHWAYS, PathwayQuery
from cmo_graph.theory.steps import Strength
from cmo_graph.theory.walks import MOST_STEPS

METHOD = MethodTold(
    name="cmo-graph-pathways",
    version="2",
    parameters={"strengths": {one.name.lower(): int(one) for one in Strength}},
)

#: Longest search in milliseconds; most steps of a closure.
MOST_MILLISECONDS = int(LONGEST_SEARCH * 1_000)
DEEPEST = 100
#: Most concepts in each of the lists of a question.
MOST_NAMED = 50

Names = Annotated[list[Name], Field(max_length=MOST_NAMED)]


class NetworkQuestion(EvidenceFilters):
    """Which links are looked at, and what evidence on them counts.

    `review` narrows the links as well as the evidence.
    """

    theory: Name | None = Field(
        default=None,
        description="Only the members of this programme theory's newest version, or of this"
        " version. Default: every link, and what every configuration implies.",
    )

    def selection(self, repository: Repository) -> Selection:
        """Return which links are looked at.

        Raises:
            NotFound: there is no such theory or review.
        """
        theory = None if self.theory is None else repository.resolve(self.theory, *THEORY_KINDS)
        return Selection(theory, resolved(repository, self.review, "reviews"))


class PathwayQuestion(NetworkQuestion):
    """Two concepts, and what a chain of links between them must be."""

    from_: Name = Field(alias="from", description="Where it starts: a concept.")
    to: Name = Field(description="Where it ends: a concept.")
    max_steps: int = Field(default=4, ge=1, le=MOST_STEPS, description="Most steps.")
    k: int = Field(default=20, ge=1, le=MOST_PATHWAYS, description="Most pathways.")
    via: Names = Field(default=[], description="Concepts it must all pass; repeatable.")
    avoid: Names = Field(default=[], description="Concepts it may not pass; repeatable.")
    sign: Polarity | None = Field(default=None, description="The sign of the whole.")
    context: Name | None = Field(
        default=None,
        description="A context in which every step may hold; a step that names none passes.",
    )
    min_strength: StrengthName = Field(
        default="disputed", description="The least strength of a step (ordinal, ours)."
    )
    sort: Annotated[list[SortKey], Field(max_length=2 * len(DEFAULT_ORDER))] = Field(
        default=list(DEFAULT_ORDER),
        description="Criteria of the order, most important first (lexicographic, ours).",
    )
    time_budget_ms: int = Field(
        default=5_000,
        ge=1,
        le=MOST_MILLISECONDS,
        description="Milliseconds after which the search stops and tells what it has.",
    )

    def as_query(self, repository: Repository) -> PathwayQuery:
        """Return the query with keys looked up.

        Raises:
            NotFound: a concept is not in the dataset; the error names the nearest.
        """
        context = None if self.context is None else repository.resolve(self.context, "concepts")
        return PathwayQuery(
            source=repository.resolve(self.from_, "concepts"),
            target=repository.resolve(self.to, "concepts"),
            max_steps=self.max_steps,
            k=self.k,
            via=resolved(repository, self.via, "concepts"),
            avoid=resolved(repository, self.avoid, "concepts"),
            sign=self.sign,
            context=context,
            minimum_strength=Strength[self.min_strength.upper()],
            order=tuple(dict.fromkeys(self.sort)),
            seconds=self.time_budget_ms / 1_000,
        )


class ClosureQuestion(NetworkQuestion):
    """How far to go from a concept."""

    max_steps: int | None = Field(
        default=None, ge=1, le=DEEPEST, description="Most steps; all there are when not given."
    )
    limit: int = Field(default=500, ge=1, le=5_000, description="Most concepts told.")


def ask_pathways(
    question: PathwayQuestion, *, repository: Repository, shelves: Shelves
) -> PathwaysAnswer:
    """Find the pathways from one concept to another.

    Raises:
        NotFound: a concept, theory, review or study is not in the dataset.
    """
    query = question.as_query(repository)
    links = _network(question, repository, shelves, around=_named(query))
    found = find_pathways(links.network, query)
    named = _links_named(found)
    wholes = wholes_behind(links, named, repository=repository)
    return PathwaysAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        outcome=found.outcome,
        is_truncated=found.is_truncated,
        total=found.total,
        shortest_possible_steps=found.shortest_possible_steps,
        nodes=_nodes(links, found, named),
        steps={str(link): _step(links, link, wholes.get(link, ())) for link in sorted(named)},
        studies=_studies(links, named, repository=repository),
        paths=tuple(map(_path, found.pathways)),
        direct_evidence=tuple(
            DirectTold(step=one.link, sign=one.sign, status=one.evidence.status)
            for one in found.direct_evidence
        ),
        whole_chain_studies=tuple(map(StudyThreadTold.model_validate, found.threads)),
        leave_one_out=PairTold.model_validate(found.studies),
    )


def ask_mediators(
    question: PathwayQuestion, *, repository: Repository, shelves: Shelves
) -> MediatorsAnswer:
    """Rank the concepts through which one concept leads to another.

    Raises:
        NotFound: a concept, theory, review or study is not in the dataset.
    """
    query = question.as_query(repository)
    links = _network(question, repository, shelves, around=_named(query))
    found = find_mediators(links.network, query)
    return MediatorsAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        outcome=found.outcome,
        is_truncated=found.is_truncated,
        total=found.total,
        mediators=tuple(map(MediatorTold.model_validate, found.mediators)),
    )


def ask_upstream(
    concept: str, question: ClosureQuestion, *, repository: Repository, shelves: Shelves
) -> ClosureAnswer:
    """List the concepts from which steps lead to a concept.

    Raises:
        NotFound: a concept, theory, review or study is not in the dataset.
    """
    return _closure(upstream, concept, question, repository=repository, shelves=shelves)


def ask_downstream(
    concept: str, question: ClosureQuestion, *, repository: Repository, shelves: Shelves
) -> ClosureAnswer:
    """List the concepts to which steps lead from a concept.

    Raises:
        NotFound: a concept, theory, review or study is not in the dataset.
    """
    return _closure(downstream, concept, question, repository=repository, shelves=shelves)


def _closure(
    search: Callable[..., tuple[tuple[IRI, int], ...]],
    concept: str,
    question: ClosureQuestion,
    *,
    repository: Repository,
    shelves: Shelves,
) -> ClosureAnswer:
    start = repository.resolve(concept, "concepts")
    links = _network(question, repository, shelves, around={start})
    found = search(links.network, start, deepest=question.max_steps)
    return ClosureAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        concept=start,
        total=len(found),
        is_truncated=len(found) > question.limit,
        reached=tuple(
            ReachedTold(concept=one, steps=steps) for one, steps in found[: question.limit]
        ),
    )


def _network(
    question: NetworkQuestion, repository: Repository, shelves: Shelves, *, around: Iterable[IRI]
) -> LinkNetwork:
    """Return the links of a question; of a large dataset those that hang together with concepts."""
    selection = replace(question.selection(repository), around=frozenset(around))
    return shelves.network(repository, selection, question.as_filters(repository))


def _named(query: PathwayQuery) -> frozenset[IRI]:
    named = {query.source, query.target, *query.via, *query.avoid}
    return frozenset(named if query.context is None else {*named, query.context})


def _links_named(found: PathwayAnswer) -> set[IRI]:
    walked = {link for path in found.pathways for link in path.links}
    looped = {link for path in found.pathways for loop in path.loops.loops for link in loop.links}
    return walked | looped | {one.link for one in found.direct_evidence}


def _nodes(links: LinkNetwork, found: PathwayAnswer, named: Iterable[IRI]) -> dict[str, NodeTold]:
    ends = {end for link in named for end in _ends(links, link)}
    concepts = ends | {found.query.source, found.query.target}
    return {str(one): _node(links.network, one) for one in sorted(concepts)}


def _ends(links: LinkNetwork, link: IRI) -> tuple[IRI, IRI]:
    return links.links[link].from_concept, links.links[link].to_concept


def _node(network: Network, concept: IRI) -> NodeTold:
    position = network.position(concept)
    return NodeTold(
        label=network.label(concept),
        links_in=len(network.incoming[position]),
        links_out=len(network.outgoing[position]),
    )


def _step(links: LinkNetwork, iri: IRI, wholes: tuple[WholeTold, ...]) -> StepTold:
    link, support = links.links[iri], links.supports.get(iri)
    evidence, sign = links.known(iri)
    return StepTold(
        from_concept=link.from_concept,
        to_concept=link.to_concept,
        label=plain(link.label),
        kind=link.kind,
        polarity=link.polarity,
        sign=sign,
        implied_by=link.implied_by,
        repeated_by=links.repeated.get(iri, ()),
        holds_in=link.holds_in,
        status=evidence.status,
        strength=_strength(evidence.strength),
        tally=None if support is None else tally_of(support.tally),
        on_configurations=wholes,
        evidence_lines=() if support is None else tuple(line.line.id for line in support.lines),
        supporters=tuple(sorted(evidence.supporters)),
        disputers=tuple(sorted(evidence.disputers)),
        is_undercut=evidence.is_undercut,
        examined_in=tuple(sorted(evidence.examined_in)),
    )


def _strength(strength: Strength) -> StrengthName:
    return cast(StrengthName, strength.name.lower())


def _studies(
    links: LinkNetwork, named: Iterable[IRI], *, repository: Repository
) -> dict[str, StudyTold]:
    known = [links.known(link)[0] for link in named]
    iris = {study for one in known for study in (*one.supporters, *one.disputers)}
    models = things_by_iri(repository, Study, iris)
    return {str(iri): _study(iri, models) for iri in sorted(iris)}


def _study(iri: IRI, models: Mapping[IRI, Study]) -> StudyTold:
    study = models.get(iri)
    if study is None:
        return StudyTold(label=key_of(iri))
    return StudyTold(label=plain(study.label), developer_involvement=study.developer_involvement)


def _path(path: Pathway) -> PathTold:
    return PathTold(
        id=path.id,
        concepts=path.concepts,
        steps=path.links,
        sign=path.sign,
        statuses=path.statuses,
        weakest=WeakestTold(
            strength=_strength(path.weakest), ordinal=int(path.weakest), steps=path.weakest_steps
        ),
        disputed_steps=path.disputed_steps,
        undercut_steps=path.undercut_steps,
        threads=ThreadsTold(
            grade=path.thread.grade,
            first=path.thread.first,
            length=path.thread.length,
            studies=path.thread.studies,
            hand_overs=path.hand_overs,
        ),
        context=ContextTold.model_validate(path.context),
        direct_evidence=path.agreement,
        critical_studies=path.critical_studies,
        loops=LoopsTold.model_validate(path.loops),
        sort_keys=path.sort_keys,
        sentence=path.sentence,
    )
