"""Stores that cannot be opened, read or kept: this module has the errors of where data is."""

from cmo_graph.errors.base import CmoGraphError


class NotAStore(CmoGraphError):
    """A place that is to hold a store holds something else."""

    def __init__(self, location: str, reason: str) -> None:
        super().__init__(f"{location} is not a store: {reason}", location=location, reason=reason)


class OtherBase(CmoGraphError):
    """A store was made for another base IRI than the one it is opened with."""

    def __init__(self, location: str, *, recorded: str, given: str) -> None:
        super().__init__(
            f"The store {location} was made for the base IRI {recorded}, and is opened with"
            f" {given}. Its things have IRIs under the first: open it with that one.",
            location=location,
            recorded=recorded,
            given=given,
        )


class UnknownStoreFormat(CmoGraphError):
    """A store was written by another version of this program, in a form this one does not read."""

    def __init__(self, location: str, *, found: object, known: int) -> None:
        super().__init__(
            f"The store {location} has the format {found}; this program reads the format {known}."
            " Dump it with the program that wrote it and load the dump into a new store.",
            location=location,
            found=found,
            known=known,
        )


class StoreInUse(CmoGraphError):
    """Somebody else was writing to the store for as long as a writer may wait."""

    def __init__(self, location: str, *, waited: float) -> None:
        super().__init__(
            f"The store {location} is being written to, and was for the {waited:g} seconds waited.",
            location=location,
            waited_seconds=waited,
        )


class StoreUnavailable(CmoGraphError):
    """The server behind a remote store gave no answer, or none that can be used."""

    def __init__(self, server: str, reason: str) -> None:
        super().__init__(f"The SPARQL server at {server}: {reason}.", server=server, reason=reason)


class StoreReadOnly(CmoGraphError):
    """A remote store was given without an address to which updates go."""

    def __init__(self, location: str) -> None:
        super().__init__(
            f"The store {location} is only read: its location names no update=ADDRESS.",
            location=location,
        )


class VersionTooLarge(CmoGraphError):
    """A remote version would have to be copied here, and is larger than what is copied."""

    def __init__(self, quads: int, *, allowed: int) -> None:
        super().__init__(
            f"This version has {quads} statements, and only versions of at most {allowed} are"
            " copied from the server for this.",
            quads=quads,
            allowed=allowed,
        )


class StoreClosed(CmoGraphError):
    """A store or a draft was used after its end."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} is closed and can no longer be used.")


class DraftTorn(CmoGraphError):
    """A change to a draft failed half-way, so that the draft cannot be published."""

    def __init__(self, graph: str) -> None:
        super().__init__(
            f"A change to <{graph}> failed half-way; nothing of this draft is published.",
            graph=graph,
        )


class NotRestorable(CmoGraphError):
    """A file is no backup, or not a whole one, or not one for this store."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} is not restored, and the store is as it was: {reason}",
            file=file,
            reason=reason,
        )


class BackupExists(CmoGraphError):
    """A backup would be written over a file that is there already."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} is there already; name another file.", file=file)


class StoreDamaged(CmoGraphError):
    """A graph does not hold what its version says."""

    def __init__(self, graph: str, reason: str) -> None:
        super().__init__(
            f"<{graph}> is damaged: {reason} Run `cmo-graph check`, and restore a backup.",
            graph=graph,
            reason=reason,
        )
