"""Whether a link fits what stands at its ends: this module knows which roles a step may join.

Networks drawn by people and by machines have arrows that point backwards, and predicates used
outside what they mean. A concept can have several roles, so a link is a misfit only when none of
them fits.

Source: the roles of resource and response are Dalkin et al. 2015; the table is ours.
"""

from collections.abc import Mapping, Set
from types import MappingProxyType

from cmo_graph.model.codes import LinkKind, Role

#: How far along a configuration each role stands. An outcome can be the next one's context.
_RANK: Mapping[Role, int] = MappingProxyType(
    {
        Role.CONTEXT: 0,
        Role.INTERVENTION: 0,
        Role.ACTOR: 0,
        Role.RESOURCE: 1,
        Role.RESPONSE: 2,
        Role.MECHANISM: 2,
        Role.OUTCOME: 3,
    }
)
_MECHANISM = frozenset({Role.RESPONSE, Role.MECHANISM})
#: Roles that a step of a kind may begin at, and lead to.
_JOINS: Mapping[LinkKind, tuple[frozenset[Role], frozenset[Role]]] = MappingProxyType(
    {
        LinkKind.PROVIDES: (
            frozenset({Role.INTERVENTION, Role.ACTOR, Role.CONTEXT}),
            frozenset({Role.RESOURCE}),
        ),
        LinkKind.TRIGGERS: (
            frozenset({Role.CONTEXT, Role.INTERVENTION, Role.ACTOR, Role.RESOURCE}),
            _MECHANISM,
        ),
        LinkKind.BECOMES_CONTEXT_OF: (
            frozenset({Role.OUTCOME}),
            frozenset({Role.CONTEXT}) | _MECHANISM,
        ),
    }
)
#: Kinds that go forward; of the others, either direction makes sense.
_FORWARD = frozenset({LinkKind.PROVIDES, LinkKind.TRIGGERS, LinkKind.LEADS_TO})


def misfit_of(kind: LinkKind, causes: Set[Role], effects: Set[Role]) -> tuple[str, str] | None:
    """Return a problem's code and the rest of its sentence; None for a link that fits.

    Args:
        kind: What the link says that it does.
        causes: The roles that its beginning has; empty when nobody said.
        effects: Those of its end.

    Example:
        >>> misfit_of(LinkKind.PROVIDES, {Role.RESPONSE}, {Role.RESOURCE})
        ('draft-link-reversed', 'leads from response back to resource')
        >>> misfit_of(LinkKind.LEADS_TO, {Role.CONTEXT}, {Role.OUTCOME})
    """
    if not causes or not effects:
        return None
    begins, ends = _told(causes), _told(effects)
    if kind in _FORWARD and min(map(_RANK.__getitem__, causes)) > max(
        map(_RANK.__getitem__, effects)
    ):
        return "draft-link-reversed", f"leads from {begins} back to {ends}"
    if kind in _JOINS:
        may_begin, may_end = _JOINS[kind]
        if not (causes & may_begin and effects & may_end):
            return "draft-link-misfit", f"goes from {begins} to {ends}, and says {kind.value}"
    return None


def _told(roles: Set[Role]) -> str:
    return " and ".join(sorted(role.value for role in roles))
