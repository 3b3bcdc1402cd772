import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.sparql.frames import Frame, Frames
from cmo_graph.sparql.reader import frame

#: Bytes that are read ahead here.
AHEAD = 64

LETTERS = st.sampled_from((b"D", b"Z", b"E"))
FRAMES = st.lists(st.tuples(LETTERS, st.binary(max_size=4 * AHEAD)), max_size=5)


class Pipe(asyncio.ReadTransport):
    """Stands at the other end, and says whether it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.is_read = True

    def pause_reading(self) -> None:
        self.is_read = False

    def resume_reading(self) -> None:
        self.is_read = True


def run(frames: Sequence[Frame], cuts: Sequence[int], *, lost: int = 0) -> list[Frame]:
    """Send frames in pieces cut at these places, but for so many bytes; return what arrives."""
    text = b"".join(frame(*one) for one in frames)
    text = text[: max(len(text) - lost, 0)]
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    pieces = [text[begin:end] for begin, end in pairwise(places)]

    async def sent_and_taken() -> list[Frame]:
        coming, pipe = Frames(read_ahead=AHEAD), Pipe()
        coming.connection_made(pipe)

        async def send() -> None:
            for piece in pieces:
                while not pipe.is_read:
                    await asyncio.sleep(0)
                coming.data_received(piece)
            coming.connection_lost(None)

        sending = asyncio.ensure_future(send())
        found = await all_of(coming)
        await sending
        return found

    return asyncio.run(asyncio.wait_for(sent_and_taken(), 10))


async def all_of(coming: Frames) -> list[Frame]:
    found = []
    while (one := await coming.next()) is not None:
        found.append(one)
    return found


@given(FRAMES, st.lists(st.integers(0, 8 * AHEAD), max_size=8))
def test_frames_arrive_whole_however_they_are_cut(
    frames: Sequence[Frame], cuts: Sequence[int]
) -> None:
    assert run(frames, cuts) == frames


@given(FRAMES.filter(bool), st.lists(st.integers(0, 8 * AHEAD), max_size=8), st.data())
def test_frame_that_breaks_off_is_none(
    frames: Sequence[Frame], cuts: Sequence[int], data: st.DataObject
) -> None:
    lost = data.draw(st.integers(1, len(frame(*frames[-1]))))

    assert run(frames, cuts, lost=lost) == frames[:-1]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_writer_that_is_ahead_waits_until_half_is_taken() -> None:
    coming, pipe = Frames(read_ahead=AHEAD), Pipe()
    coming.connection_made(pipe)
    piece = frame(b"D", bytes(AHEAD // 2 - 1))  # with its head longer than a half

    coming.data_received(piece * 3)
    seen = [pipe.is_read]
    for _ in range(3):
        await coming.next()
        seen.append(pipe.is_read)

    assert seen == [False, False, False, True]


@pytest.mark.anyio
async def test_frame_can_be_waited_for_again_when_the_wait_was_cancelled() -> None:
    coming = Frames(read_ahead=AHEAD)
    coming.connection_made(Pipe())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(coming.next(), 0.01)

    coming.data_received(frame(b"E", b"end"))

    assert await coming.next() == (b"E", b"end")
