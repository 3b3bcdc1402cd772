"""Files in and out: this module has the errors of uploads, imports and exports."""

from collections.abc import Mapping, Sequence

from cmo_graph.errors.base import CmoGraphError


class MalformedUpload(CmoGraphError):
    """The body of a request is not what its media type says."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The body cannot be read: {reason}.", reason=reason)


class ImportHasProblems(CmoGraphError):
    """Files were not imported, because something in them is wrong."""

    def __init__(self, problems: Sequence[Mapping[str, object]]) -> None:
        errors = sum(problem.get("severity") == "error" for problem in problems)
        super().__init__(
            f"Nothing was imported: {errors} problem{'s' if errors != 1 else ''}.",
            problems=list(problems),
        )


class ReviewChanged(CmoGraphError):
    """A review was changed by somebody else between being read and being written."""

    def __init__(self, review: str) -> None:
        super().__init__(f"The review {review} was changed meanwhile.", review=review)


class NotWritable(CmoGraphError):
    """Things that the authoring format has no place for."""

    def __init__(self, iri: str, reason: str) -> None:
        super().__init__(
            f"<{iri}> cannot be written as a review's files: {reason}.", iri=iri, reason=reason
        )


class NotExportable(CmoGraphError):
    """A file of the kind that is wanted cannot hold something of the review."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"No {kind} can be made of the review: {reason}.", export=kind)


class FiguresNotInstalled(CmoGraphError):
    """A picture is wanted that only the extra `figures` can write."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"A diagram is written as {kind} where cmo-graph is installed with the extra figures.",
            picture=kind,
        )
