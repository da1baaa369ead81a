"""What to do in each cell of the matrix: the text that ships, or the firm's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kamlogic.analysis.matrix import POLICIES
from kamlogic.errors import PolicyTextError
from kamlogic.principal import Principal
from kamlogic.services.adoptions import adopt, adopted
from kamlogic.store.database import Store
from kamlogic.texts import _

LONGEST_TEXT = 500


@dataclass(frozen=True)
class Policy:
    """What to do with the clients of a cell.

    Attributes:
        cell: ABC and XYZ class.
        text: In force.
        default: The text that ships, in the language of the session.
        who: Who decided; empty for the default.
        at: When, in UTC; None for the default.
    """

    cell: str
    text: str
    default: str
    who: str = ""
    at: datetime | None = None

    @property
    def is_own(self) -> bool:
        """The firm decided on it."""
        return self.at is not None


def policies_in_force(principal: Principal, store: Store, *, dataset_id: int) -> dict[str, Policy]:
    """The policy of every cell of a data set."""
    decided = adopted(principal, store, dataset_id=dataset_id)
    found = {}
    for cell, text in POLICIES.items():
        record = decided.get(_topic(cell))
        default = _(text)
        if record is None or record.value is None:
            found[cell] = Policy(cell, default, default)
        else:
            found[cell] = Policy(cell, str(record.value["text"]), default, record.who, record.at)
    return found


def decide_policy(principal: Principal, store: Store, *, dataset_id: int, cell: str, text: str) -> bool:
    """Set the policy of a cell for everybody.

    Args:
        principal: At least a leader.
        store: Where the data set lies.
        dataset_id: Which one.
        cell: ABC and XYZ class.
        text: Spaces around it are cut off; empty, or the text that ships, takes the default up again.

    Returns:
        Whether this is a change.

    Raises:
        NotAllowedError: Who asks is no leader.
        PolicyTextError: There is no such cell, or the text is longer than 500 characters.
    """
    plain = text.strip()
    if cell not in POLICIES or len(plain) > LONGEST_TEXT:
        raise PolicyTextError(cell, len(plain), LONGEST_TEXT)
    value = None if plain in {"", _(POLICIES[cell])} else {"text": plain}
    return adopt(principal, store, dataset_id=dataset_id, topic=_topic(cell), value=value)


def _topic(cell: str) -> str:
    return f"policy.{cell}"
