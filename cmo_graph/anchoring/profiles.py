"""How many words of its sources an export holds: this module makes the three profiles.

Articles belong to others. What may be shown of them differs from keeping a copy at home, so the one
who exports says which of three profiles is meant; every one holds positions and digests, by which
whoever has the texts finds the words again.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

from cmo_graph.anchoring.held import HeldText
from cmo_graph.anchoring.locate import locate
from cmo_graph.iri import Base
from cmo_graph.model import Passage, Report, Surroundings, Thing
from cmo_graph.model.codes import PassageCheck

#: Most words of a passage that the profile `quote` shows.
QUOTED_WORDS = 50
#: Most code points of surroundings, on each side, that the profile `quote` shows.
QUOTED_SURROUNDINGS = 32


class Profile(Enum):
    """How much of the sources' words goes out."""

    #: Every passage's words that are known, however long: for those who may keep the texts.
    FULL = "full"
    #: Words of short passages and a little of what stands beside: a quotation, as in an article.
    QUOTE = "quote"
    #: No word of any source.
    HASH = "hash"


def with_profile(
    things: Iterable[Thing],
    *,
    texts: Mapping[str, str],
    profile: Profile = Profile.QUOTE,
    longest: int = QUOTED_WORDS,
) -> tuple[Thing, ...]:
    """Return the things with as many of their sources' words as a profile lets out.

    Args:
        things: A review's things; passages whose report is not among them keep what they have.
        texts: Texts by the file name that reports give as `text_file`. A passage that has no words
            takes them from there when it stands there letter for letter.
        profile: What may go out.
        longest: Most words of a passage under `quote`.

    Returns:
        The things in their order. Passages differ in their surroundings alone; positions, digests
        and everything else stay. Whether the words may be *kept* is a question of the report's
        licence, which validation asks.

    Source: the three profiles are ours; fifty words and 32 code points are a custom, not a law.
    """
    kept = tuple(things)
    files = {thing.id: thing.text_file for thing in kept if isinstance(thing, Report)}
    held = {name: HeldText(text) for name, text in texts.items()}
    return tuple(
        _shown(thing, held.get(files.get(thing.report) or ""), profile, longest)
        if isinstance(thing, Passage)
        else thing
        for thing in kept
    )


def _shown(passage: Passage, text: HeldText | None, profile: Profile, longest: int) -> Passage:
    kept = passage.surroundings
    if profile is Profile.HASH:
        return passage.model_copy(update={"surroundings": None})
    words = (kept and kept.exact) or _words(passage, text)
    prefix, suffix = (kept.prefix, kept.suffix) if kept else (None, None)
    if profile is Profile.QUOTE:
        words = words if words and len(words.split()) <= longest else None
        prefix = prefix and prefix[-QUOTED_SURROUNDINGS:]
        suffix = suffix and suffix[:QUOTED_SURROUNDINGS]
    if not (words or prefix or suffix):
        return passage.model_copy(update={"surroundings": None})
    shown = Surroundings(
        id=kept.id if kept else Base.part(passage.id, "surroundings"),
        prefix=prefix,
        suffix=suffix,
        exact=words,
    )
    return passage.model_copy(update={"surroundings": shown})


def _words(passage: Passage, text: HeldText | None) -> str | None:
    """Return the passage's own words from the text; None unless they are proved to be its own."""
    found = locate(passage, text)
    if text is None or found.check is not PassageCheck.LOCATED_EXACT:
        return None
    return text.text[found.start : found.end]
