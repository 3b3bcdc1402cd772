"""What follows from the dataset, written beside it: this module makes and renews derived graphs.

There are two: the support of every claim under the default filters, and the links that
configurations imply. Neither enters the dataset's digest. Each begins with a header
(`cmo_graph.model.derived`) that names the version it was made from and the method, so that whoever
queries it can tell a graph that is out of date. A graph is made anew as a whole, and never edited.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from rdflib import URIRef

from cmo_graph.errors import MalformedThing
from cmo_graph.iri import Base
from cmo_graph.mapping import Node, as_triples
from cmo_graph.model import Configuration
from cmo_graph.model.derived import DerivedGraph, header_of
from cmo_graph.questions.bulk import Bulk, claim_pages
from cmo_graph.questions.overview import Overviews
from cmo_graph.questions.selections import claims_in
from cmo_graph.questions.slot_spool import Stopped, spooled_slots
from cmo_graph.questions.step_spool import StepSpool, step_spool
from cmo_graph.repository import Repository
from cmo_graph.store.prepared import PreparedGraph, prepared_graph
from cmo_graph.store.protocol import Draft, Snapshot, Store
from cmo_graph.support.record import as_record
from cmo_graph.support.summary import METHOD as SUPPORT_METHOD
from cmo_graph.theory.links import METHOD as LINKS_METHOD
from cmo_graph.theory.links import implied_by
from cmo_graph.vocabulary import CMO

#: Told how many claims are done, and how many there are.
Tell = Callable[[int, int], object]

#: The graphs by name (`Base.derived`), each with the method that makes it.
METHODS: Mapping[str, str] = {"support": SUPPORT_METHOD, "links": LINKS_METHOD}

#: Statements of a dataset from which on its files are merged when it was derived: look-ups take a
#: third less time then. On the seed they take a fifth less, and each write would take a sixth more.
WORTH_COMPACTING = 100_000
#: How often another writer may publish while a version with new derived graphs is made. Then the
#: lock is held for that, lest whoever writes all the time leave the graphs out of date for good.
MOST_OVERTAKEN = 3

#: rdflib compares IRIs many times slower than the texts that they are.
_differ = str.__ne__
_CLAIM = str(CMO.Claim)
_logger = logging.getLogger(__name__)


def _tell_nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def refresh_derived(
    store: Store,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
    tell: Tell = _tell_nobody,
    overviews: Overviews | None = None,
) -> bool:
    """Make the derived graphs anew where they are missing or out of date, and so the overview.

    They are out of date when the dataset's digest or a method is another than in their header. They
    are made, and their version too, while others may write; where another writer publishes
    meanwhile, they are made again. Where the model does not allow something that they follow from,
    they are left as they are, which the log tells, and their headers too.

    Args:
        store: Where they are read from and written to.
        is_stopped: Asked at every page; when it says so, all stays as it was.
        tell: Told how many claims are done, and how many there are.
        overviews: Where the overview of a large dataset is kept; None makes none.

    Returns:
        Whether new derived graphs were written. The dataset's digest stays what it was.

    Cost: reads every claim and the evidence on it, a page at a time, and publishes a version, for
    which the files of a large dataset are merged. What is made waits on disk; memory holds some
    tens of bytes a claim.
    """
    is_new, snapshot, publisher = False, store.current(), _Publisher(store)
    try:
        while True:
            snapshot = store.current()
            is_due = is_out_of_date(snapshot, base=store.base)
            wanting = overviews if overviews and overviews.is_wanting(snapshot) else None
            if not is_due and wanting is None:
                break
            with ExitStack() as files:
                made = _prepare(snapshot, store, files, wanting, is_stopped=is_stopped, tell=tell)
                if is_due and publisher.publish(made, version=snapshot.version.digest):
                    is_new = True
        if overviews is not None:
            overviews.keep_only(version.digest for version in store.versions())
    except MalformedThing as error:
        _logger.warning("The derived graphs were not made. %s", error)
        if overviews is not None:
            overviews.give_up(snapshot.version.digest, why=str(error))
    except Stopped:
        _logger.info("The making of the derived graphs was stopped.")
    except Exception:
        if overviews is not None:
            overviews.give_up(snapshot.version.digest, why="The log says more.")
        raise
    return is_new


class _Publisher:
    """Puts derived graphs in place of the former, so that no other writer waits.

    What follows from the dataset can be made again, what others write cannot: whoever is quicker
    goes first, `MOST_OVERTAKEN` times at most.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._overtaken = 0

    def publish(self, made: Mapping[URIRef, PreparedGraph], *, version: str) -> bool:
        """Say whether a version has these graphs now, which were made from `version`."""
        is_patient = self._overtaken < MOST_OVERTAKEN
        begin = self._store.writing_aside if is_patient else self._store.writing
        with begin() as draft:
            if draft.former.digest != version:
                return False
            self._replace(draft, made)
        if draft.became is None:
            self._overtaken += 1
            _logger.info("Another writer was quicker than the derived graphs.")
        return draft.became is not None

    def _replace(self, draft: Draft, made: Mapping[URIRef, PreparedGraph]) -> None:
        for graph in map(self._store.base.derived, METHODS):
            if graph in made:
                draft.replace_graph_prepared(graph, made[graph])
            else:
                draft.remove_graph(graph)
        if draft.former.quads >= WORTH_COMPACTING:
            draft.compact()


def is_out_of_date(snapshot: Snapshot, *, base: Base) -> bool:
    """Say whether a derived graph is missing, or made from another version or by another method."""
    ours = {base.derived(name) for name in METHODS}
    found = {
        (str(row["graph"]), str(row["version"]), str(row["method"]))
        for row in snapshot.select("derived_graphs")
        if row["graph"] in ours
    }
    headers = _headers(snapshot, base=base)
    return found != {(str(one.id), one.dataset_version, one.method) for one in headers.values()}


def _prepare(
    snapshot: Snapshot,
    store: Store,
    files: ExitStack,
    overviews: Overviews | None,
    *,
    is_stopped: Callable[[], bool],
    tell: Tell,
) -> dict[URIRef, PreparedGraph]:
    """Make the derived graphs of a version ready; a dataset without claims has none.

    Their IRIs follow from those of the claims, so that the same dataset always gives the same
    graphs.

    Raises:
        MalformedThing: the dataset states something that the model does not allow.
        Stopped: `is_stopped` said so.
    """
    headers = _headers(snapshot, base=store.base)
    if not headers:
        return {}
    # Beside the store: that disk has room for its versions, the one for temporary files may not.
    folder = Path(store.location) if Path(store.location).is_dir() else None
    made = {name: files.enter_context(prepared_graph(folder)) for name in headers}
    for name, header in headers.items():
        _add(made[name], header)
    slots = files.enter_context(spooled_slots(snapshot, is_stopped=is_stopped))
    steps = files.enter_context(step_spool())
    repository = Repository(snapshot, store.base)
    bulk, graph = Bulk(repository), headers["support"].id
    overview = overviews and files.enter_context(overviews.making(snapshot.version.digest))
    for page in claim_pages(repository, slots, is_stopped=is_stopped):
        supports = list(bulk.supports(page.claims))
        for support in supports:
            _add(made["support"], as_record(support, graph=graph))
        if overview:
            overview.add(page.claims, supports)
        for claim in page.claims:
            if isinstance(claim, Configuration):
                steps.add(implied_by(claim))
        tell(page.done, page.total)
    _add_links(made["links"], steps, snapshot, is_stopped=is_stopped)
    if overview:
        overview.finish(repository, is_stopped=is_stopped)
    return {headers[name].id: prepared for name, prepared in made.items()}


def _add_links(
    prepared: PreparedGraph,
    steps: StepSpool,
    snapshot: Snapshot,
    *,
    is_stopped: Callable[[], bool],
) -> None:
    for link in steps.links(snapshot.catalogue):
        if is_stopped():
            raise Stopped
        _add(prepared, link)


def _add(prepared: PreparedGraph, node: Node) -> None:
    """Add a derived node: an implied link is a link, but no claim.

    Claims are what evidence can bear on; whoever counts them must not find the implied links.
    """
    prepared.add(node.id, (triple for triple in as_triples(node) if _differ(triple[2], _CLAIM)))


def _headers(snapshot: Snapshot, *, base: Base) -> dict[str, DerivedGraph]:
    if not claims_in(snapshot):
        return {}
    version = snapshot.version.digest
    return {
        name: header_of(base.derived(name), dataset_version=version, method=method)
        for name, method in METHODS.items()
    }
