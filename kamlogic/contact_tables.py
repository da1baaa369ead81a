"""The people at a client as they pass between store, analysis and figures, and the words for what is said of them.

Roles, attitudes and coverage are those of a buying centre; an empty attitude or coverage means that nobody has said.
"""

from __future__ import annotations

from typing import Literal

from kamlogic.entries.dossier import ATTITUDES, COVERAGES
from kamlogic.reporting_lines import TREE_PLACES
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

Role = Literal[
    "decision_maker",
    "approver",
    "evaluator",
    "user",
    "influencer",
    "champion",
    "sponsor",
    "blocker",
    "contact",
]
Attitude = Literal["mentor", "supporter", "neutral", "non_supporter", "enemy"]
Coverage = Literal["none", "brief", "multiple", "in_depth"]

ATTITUDE_WORDS: dict[str, str] = ATTITUDES | {"": N_("Attitude unknown")}
COVERAGE_WORDS: dict[str, str] = {"": N_("Coverage unknown")} | COVERAGES
"""From little to much."""

CONTACT_ID = Column(
    "contact_id", "int64", N_("Contact"), N_("The store's stable number of the person."), "count"
)

CONTACTS = Table(
    "contacts",
    N_("one row per person at one client"),
    (
        CONTACT_ID,
        Column("name", "str", N_("Name"), N_("The person's name.")),
        Column("title", "str", N_("Title"), N_("The position held; empty where unknown.")),
        Column("department", "str", N_("Department"), N_("Empty where unknown.")),
        Column(
            "role",
            "str",
            N_("Role"),
            N_(
                "In the decision: decision_maker, approver, evaluator, user, influencer, champion, sponsor, blocker or contact."
            ),
        ),
        Column("power", "float64", N_("Decision power"), N_("0-10; n/a where unknown."), "number"),
        Column(
            "attitude",
            "str",
            N_("Attitude"),
            N_("To us: mentor, supporter, neutral, non_supporter or enemy; empty where unknown."),
        ),
        Column(
            "coverage",
            "str",
            N_("Coverage"),
            N_("Our contact so far: none, brief, multiple or in_depth; empty where unknown."),
        ),
        Column(
            "relation_now", "float64", N_("Relation now"), N_("1 (distant) to 5 (close); n/a where unknown."),
            "number",
        ),
        Column(
            "relation_wanted", "float64", N_("Relation wanted"), N_("1 (distant) to 5 (close); n/a where unset."),
            "number",
        ),
        Column("reports_to", "Int64", N_("Reports to"), N_("Another contact; n/a where unknown."), "count"),
        Column("our_person", "str", N_("Our person"), N_("Who of ours keeps the contact; empty where nobody.")),
        Column(
            "last_contact", "datetime64[us]", N_("Last contact"), N_("The last day we were in contact."), "date"
        ),
        Column("known_by_rivals", "bool", N_("Rivals know"), N_("A competitor is in contact too."), "flag"),
    ),
)  # fmt: skip

INFLUENCES = Table(
    "influences",
    N_("one row per pair of people of whom one influences the other"),
    (
        Column("from_id", "int64", N_("Who"), N_("The contact that influences."), "count"),
        Column("to_id", "int64", N_("Whom"), N_("The contact that is influenced."), "count"),
    ),
)

SCHEME_PEOPLE = Table(
    "scheme_people",
    N_("one row per person at the client, each followed by those who report to it"),
    (
        *CONTACTS.columns,
        Column("manager_id", "Int64", N_("Drawn under"), N_("Reports to, where it is known and no circle."), "count"),
        Column("unseen_days", "float64", N_("Not seen for"), N_("Days since the last contact; n/a if never."), "days"),
        Column("is_unseen", "bool", N_("Out of sight"), N_("Never seen, or not for too long."), "flag"),
        Column("is_covered", "bool", N_("Covered"), N_("Our contact is close enough to count."), "flag"),
        Column("matters", "bool", N_("Matters"), N_("By decision power or by role."), "flag"),
        Column("is_opponent", "bool", N_("Opponent"), N_("By attitude."), "flag"),
        *TREE_PLACES.columns,
    ),
)  # fmt: skip

SCHEME_GAPS = Table(
    "scheme_gaps",
    N_("one row per gap, the most severe first"),
    (
        Column(
            "gap_name", "str", N_("Key"), N_("The same for as long as the gap is there: kind, or kind:contact.")
        ),
        Column("gap", "str", N_("Gap"), N_("Its kind.")),
        Column("contact_id", "Int64", N_("Contact"), N_("Whom it is about; n/a for all together."), "count"),
        Column("severity", "str", N_("Severity"), N_("high, medium or low.")),
        Column(
            "found", "float64", N_("Found"),
            N_("Days not seen (n/a if never), people, decision power or relation now, by kind."), "number",
        ),
        Column("wanted", "float64", N_("Wanted"), N_("The limit that it is compared with; n/a without."), "number"),
    ),
)  # fmt: skip
