"""The error that all others are: this module has it, and what each of them carries."""

from collections.abc import Mapping
from types import MappingProxyType


class CmoGraphError(Exception):
    """An error the caller can act on."""

    #: Facts about the failure by name; JSON values.
    members: Mapping[str, object] = MappingProxyType({})

    def __init__(self, message: str, **members: object) -> None:
        super().__init__(message)
        self.members = MappingProxyType(members)
