"""Evidence on the configurations behind a step: this module says where it lies.

What bears on a configuration bears on it as a whole and is not passed down to its steps (ours, see
`networks`), so a step may have no evidence where its configuration has. To say only the first would
mislead, so both are told, and what is told here counts for no step.
"""

from collections.abc import Iterable, Iterator, Mapping

from cmo_graph.iri import IRI, key_of
from cmo_graph.questions.answers import tally_of
from cmo_graph.questions.networks import LinkNetwork
from cmo_graph.questions.pathway_answers import WholeTold
from cmo_graph.repository import Repository
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.summary import Support


def wholes_behind(
    links: LinkNetwork, named: Iterable[IRI], *, repository: Repository
) -> Mapping[IRI, tuple[WholeTold, ...]]:
    """Return the configurations behind some links that were examined as wholes, by link.

    Args:
        links: The network that the links are of, with the support of configurations.
        named: The links; one is absent where no configuration behind it has any evidence, and no
            search for it is on record.
        repository: Where the labels are.
    """
    found = {link: tuple(_examined(links, link)) for link in named}
    labels = repository.snapshot.catalogue.labels(
        support.claim for supports in found.values() for support in supports
    )
    return {
        link: tuple(_told(one, labels.get(one.claim, key_of(one.claim))) for one in supports)
        for link, supports in found.items()
        if supports
    }


def _examined(links: LinkNetwork, link: IRI) -> Iterator[Support]:
    for configuration in links.stated_in.get(link, ()):
        support = links.wholes.get(configuration)
        if support is not None and support.status is not SupportStatus.NO_EVIDENCE:
            yield support


def _told(support: Support, label: str) -> WholeTold:
    return WholeTold(
        configuration=support.claim,
        status=support.status.value,
        answer=support.answer.value,
        tally=tally_of(support.tally),
        sentence=_sentence(support, label),
    )


def _sentence(support: Support, label: str) -> str:
    if support.status is SupportStatus.SEARCHED_NONE_FOUND:
        return f"Evidence on the configuration “{label}” as a whole was searched for, none found."
    if support.status is SupportStatus.THEORISED_ONLY:
        return f"Only accounts or theory speak of the configuration “{label}” as a whole."
    tally, status = support.tally, support.status.value.replace("_", " ")
    counts = (
        (tally.supporting, "for"),
        (tally.disputing, "against"),
        (tally.inconclusive, "inconclusive"),
        (tally.nuancing, "nuancing"),
        (tally.theorising_only, "with accounts or theory only"),
    )
    told = " · ".join(f"{count} {words}" for count, words in counts if count)
    return f"Evidence is on the configuration “{label}” as a whole: {status} ({told})."
