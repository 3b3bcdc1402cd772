"""What bears on a claim: this module gathers it from a snapshot and has it summed up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from cmo_graph.model import Thing
from cmo_graph.questions.gathering import Gathering
from cmo_graph.repository import Repository
from cmo_graph.repository.things import CLAIM_KINDS
from cmo_graph.support.evidence import Claim
from cmo_graph.support.filters import ACCEPTED, Filters
from cmo_graph.support.opinion import OpinionMethod
from cmo_graph.support.summary import Support, summarise_support


@dataclass(frozen=True, slots=True)
class Examined:
    """A claim and the support it has."""

    claim: Claim
    support: Support
    #: Everything the support refers to, for labels.
    things: tuple[Thing, ...]


def support_of(
    repository: Repository,
    claim: str,
    *,
    filters: Filters = ACCEPTED,
    opinion: OpinionMethod | None = None,
) -> Examined:
    """Return a claim, given by key or IRI, with its support.

    Raises:
        NotFound: there is no such configuration, link or moderation.
    """
    return supports_of(repository, [claim], filters=filters, opinion=opinion)[0]


def supports_of(
    repository: Repository,
    claims: Sequence[str],
    *,
    filters: Filters = ACCEPTED,
    opinion: OpinionMethod | None = None,
) -> list[Examined]:
    """Return several claims, given by key or IRI, with their support, in the order given.

    What they need is read together, each kind of thing once.

    Raises:
        NotFound: there is no such configuration, link or moderation.
    """
    iris = [repository.resolve(claim, *CLAIM_KINDS) for claim in claims]
    gathering = Gathering(repository)
    things = {thing.id: cast(Claim, thing) for thing in gathering.all_of(Thing, iris)}
    evidence = gathering.evidence_on(tuple(things.values()))
    supports = {
        iri: summarise_support(iri, evidence=evidence[iri], filters=filters, opinion=opinion)
        for iri in things
    }
    return [Examined(things[iri], supports[iri], gathering.things) for iri in iris]
