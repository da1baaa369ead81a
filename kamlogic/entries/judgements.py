"""What people judge of a client: its types, whether it is key, how attractive it is and how strong we are there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from pydantic import field_validator

from kamlogic.entries.entry import Entry, choice, client, day, json_object, line, money, text
from kamlogic.entries.problems import problem
from kamlogic.texts import N_, _

CLIENT_TAGS: Final = {
    "vital": N_("Vital"),
    "prospective": N_("Prospective"),
    "image": N_("Image-maker"),
    "expert": N_("Expert"),
    "market_access": N_("Opens a market"),
}
VERDICTS: Final = {
    "key": N_("Key client"),
    "abc_class": N_("ABC class"),
    "xyz_class": N_("XYZ class"),
    "lost": N_("Lost"),
}
RELATIONSHIP_STAGES: Final = {
    "exploratory": N_("1 Exploratory"),
    "basic": N_("2 Basic"),
    "cooperative": N_("3 Cooperative"),
    "interdependent": N_("4 Interdependent"),
    "integrated": N_("5 Integrated"),
}


class ClientTag(Entry):
    """A type that somebody gave a client by judgement."""

    kind: ClassVar = "client_tag"
    label: ClassVar = N_("Type")
    plural: ClassVar = N_("Types")
    add_label: ClassVar = N_("Add a type")
    unique_by: ClassVar = ("client_key", "client_type")

    client_key: int = client(N_("Client"))
    client_type: str = choice(N_("Type"), CLIENT_TAGS, required=True)
    note: str = text(N_("Reason"), N_("Why, with the evidence."), required=True)
    judged_on: date = day(N_("Judged on"), required=True)


class Override(Entry):
    """A verdict of a person that goes before the computed one."""

    kind: ClassVar = "override"
    label: ClassVar = N_("Override")
    plural: ClassVar = N_("Overrides")
    add_label: ClassVar = N_("Add an override")
    unique_by: ClassVar = ("client_key", "verdict")

    client_key: int = client(N_("Client"))
    verdict: str = choice(N_("About"), VERDICTS, required=True)
    value: str = line(N_("Verdict"), N_("yes or no; A, B or C; X, Y or Z."), required=True)
    reason: str = text(N_("Reason"), required=True)
    judged_on: date = day(N_("Judged on"), required=True)
    until: date | None = day(N_("Until"), N_("Then the figures count again."))

    @field_validator("value")
    @classmethod
    def _value_of_verdict(cls, value: str, info: Any) -> str:
        allowed = {
            "key": ("yes", "no"), "lost": ("yes", "no"), "abc_class": ("A", "B", "C"), "xyz_class": ("X", "Y", "Z"),
        }.get(info.data.get("verdict", ""), ())  # fmt: skip
        if value not in allowed:
            raise problem(_("One of {allowed}.").format(allowed=", ".join(allowed)))
        return value


class Selection(Entry):
    """What speaks for working with a client as a key client."""

    kind: ClassVar = "selection"
    label: ClassVar = N_("Selection")
    plural: ClassVar = N_("Selections")
    unique_by: ClassVar = ("client_key",)

    client_key: int = client(N_("Client"))
    potential_budget: Decimal | None = money(
        N_("Potential budget"), N_("What the client spends a year on what we sell, whoever supplies it.")
    )
    stage: str = choice(N_("Stage of the relationship"), RELATIONSHIP_STAGES)
    from_competitor: str = line(N_("Came from competitor"))
    scores: dict[str, Any] = json_object(
        N_("Scores"), N_("Criterion → 1 (worst) to 5 (best)."), automatic=False
    )
    note: str = text(N_("Note"))

    @field_validator("scores")
    @classmethod
    def _scores_from_1_to_5(cls, scores: dict[str, Any]) -> dict[str, Any]:
        if any(score not in (1, 2, 3, 4, 5) for score in scores.values()):
            raise problem(_("Scores are whole numbers from 1 to 5."))
        return scores
