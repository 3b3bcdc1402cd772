"""An untrusted query over HTTP: this module admits it, has it answered, and sends what comes.

A client that goes away takes its query with it. An answer that fails after its beginning was sent
breaks the connection off: nothing is ever written into a half-sent body, so no client takes it for
a whole one.
"""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from cmo_graph.errors import CmoGraphError
from cmo_graph.sparql.alarms import Alarms
from cmo_graph.sparql.asking import Answer, Asker, Question
from cmo_graph_api.admission import Admission, Stay
from cmo_graph_api.answers import Head, ReadyAnswer
from cmo_graph_api.observing import noted
from cmo_graph_api.problems import CLIENT_GONE, slug_of

logger = logging.getLogger(__name__)

#: Seconds before it is watched whether the client is still there; most answers are sent by then.
_UNWATCHED = 0.1
#: Seconds beyond a query's own that a client has for reading what the server still holds.
READING_GRACE = 5.0

Result = TypeVar("Result")


async def answer_question(
    request: Request,
    asked: Question,
    *,
    asker: Asker,
    admission: Admission,
    alarms: Alarms,
    seconds: float,
    head: Head,
) -> Response:
    """Have a question answered, and return the response that sends the answer.

    Args:
        request: The request.
        asked: The question.
        asker: Who answers it.
        admission: Who may ask.
        alarms: Those of the event loop.
        seconds: Longest time that answer and sending may take, but for a grace.
        head: The answer's headers.

    Raises:
        ClientAsksTooMuch, QueryTimeSpent, QueueIsFull: it is not let in.
        CmoGraphError: as `cmo_graph.sparql.asking.Asker.answer`.
    """
    client: tuple[str, int] | None = request.scope.get("client")
    with admission.stay(client[0] if client else "") as stay:
        work = asker.answer(asked, begun=stay.begin)
        answer = await _while_present(request.receive, work, alarms)
        if answer is None:
            return Response(status_code=CLIENT_GONE)
        whole = answer.whole
        if whole is not None:
            return ReadyAnswer(whole, head, encoding=answer.encoding)
        return StreamedAnswer(answer, head, stay=stay.prolong(), seconds=seconds)


async def _while_present(
    receive: Receive, work: Awaitable[Result], alarms: Alarms
) -> Result | None:
    """Wait for a result, or for the client to go away; then the work is cancelled, and it is None.

    The work is done in the task that asks: most is done before anything has to be watched.

    Raises: what `work` raises.
    """
    watch = _Watch(receive, alarms)
    try:
        return await work
    except asyncio.CancelledError:
        if watch.is_alone_in_cancelling():
            return None
        raise
    finally:
        watch.end()


class _Watch:
    """Cancels the task that makes it when the client goes away; from a while on, until its end."""

    def __init__(self, receive: Receive, alarms: Alarms) -> None:
        self._receive = receive
        self._alarms = alarms
        self._task = asyncio.current_task()
        self._leaving: asyncio.Future[None] | None = None
        self._has_cancelled = False
        self._begin_later = alarms.set(_UNWATCHED, self._begin)

    def is_alone_in_cancelling(self) -> bool:
        """Take the cancellation back, if it was this one's; say whether nobody else wants it."""
        if self._task is None or not self._has_cancelled:
            return False
        self._has_cancelled = False
        return self._task.uncancel() == 0

    def end(self) -> None:
        """Watch no longer."""
        self._alarms.call_off(self._begin_later)
        if self._leaving is not None:
            self._leaving.remove_done_callback(self._cancel)
            self._leaving.cancel()

    def _begin(self) -> None:
        self._leaving = asyncio.ensure_future(_gone(self._receive))
        self._leaving.add_done_callback(self._cancel)

    def _cancel(self, _: "asyncio.Future[None]") -> None:
        if self._task is not None:
            self._has_cancelled = True
            self._task.cancel()


async def _gone(receive: Receive) -> None:
    """Wait until the client has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass


class StreamedAnswer(Response):
    """Sends an answer as it comes, no faster than the client reads it."""

    def __init__(self, answer: Answer, head: Head, *, stay: Stay, seconds: float) -> None:
        """End `stay` when the answer has ended."""
        super().__init__()
        self.raw_headers = head.raw(encoding=answer.encoding)
        self._answer = answer
        self._stay = stay
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; leave the body unfinished when it breaks off."""
        sending = asyncio.ensure_future(self._send(send))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait(
                {sending, leaving},
                timeout=self._seconds + READING_GRACE,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if sending.done():
                sending.result()
            elif not leaving.done():
                _tell_broken_off(scope, "query-timed-out", "its client read too slowly")
        except CmoGraphError as error:
            _tell_broken_off(scope, slug_of(error), str(error))
        finally:
            leaving.cancel()
            sending.cancel()
            self._answer.close()
            self._stay.end()

    async def _send(self, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        async for piece in self._answer:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _tell_broken_off(scope: Scope, slug: str, reason: str) -> None:
    noted(scope).reason = slug
    logger.warning("an answer of %s was broken off: %s", scope["path"], reason)
