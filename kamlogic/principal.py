"""Who asks, with which role, and which clients they may see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from kamlogic.errors import NotAllowedError


class Role(IntEnum):
    """What a person may do; a higher role may do all that a lower one may."""

    VIEWER = 1
    MANAGER = 2
    LEADER = 3
    ADMINISTRATOR = 4


@dataclass(frozen=True)
class Principal:
    """The person for whom a service acts.

    Attributes:
        name: Shown in the audit trail.
        role: What they may do.
        client_keys: The clients they may see; None means all.
    """

    name: str
    role: Role
    client_keys: frozenset[int] | None = None

    def require(self, role: Role) -> None:
        """Refuse an action that needs a higher role."""
        if self.role < role:
            raise NotAllowedError(self.name, role.name.lower())

    def scope(self) -> str:
        """A short text that differs whenever the visible clients differ; part of every cache key."""
        if self.client_keys is None:
            return "all"
        return ",".join(map(str, sorted(self.client_keys)))


LOCAL_LEADER: Final = Principal(name="local", role=Role.LEADER)
"""Without sign-on everybody at this machine is the one local leader."""
