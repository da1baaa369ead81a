"""What people write down about clients: dossiers, contacts, events, cases, programmes, tasks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _signature() -> list[sa.Column[Any]]:
    """What every table of entries has beside its fields."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "person_entries",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("position", sa.String(200), nullable=False),
        sa.Column("manager", sa.String(200), nullable=False),
        sa.Column("has_left", sa.Boolean(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_person_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_person_entries_live",
        "person_entries",
        ["name"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "prospect_entries",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("aliases", sa.String(), nullable=False),
        sa.Column("need", sa.String(40), nullable=False),
        sa.Column("need_evidence", sa.String(), nullable=False),
        sa.Column("solvency", sa.String(40), nullable=False),
        sa.Column("solvency_evidence", sa.String(), nullable=False),
        sa.Column("authority", sa.String(40), nullable=False),
        sa.Column("authority_evidence", sa.String(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("competitor", sa.String(200), nullable=False),
        sa.Column("estimated_value", sa.String(40), nullable=True),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("next_step", sa.String(200), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("converted_client", sa.Integer(), nullable=True),
        sa.Column("converted_on", sa.Date(), nullable=True),
        sa.Column("not_client", sa.Integer(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["converted_client"], ["clients.client_key"], name=op.f("fk_prospect_entries_converted_client")
        ),
        sa.ForeignKeyConstraint(
            ["not_client"], ["clients.client_key"], name=op.f("fk_prospect_entries_not_client")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_prospect_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prospect_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_prospect_entries_dataset_id"), "prospect_entries", ["dataset_id"], unique=False)

    op.create_table(
        "programme_entries",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("members", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("tier", sa.String(40), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("own_measure", sa.String(200), nullable=False),
        sa.Column("baseline", sa.String(40), nullable=True),
        sa.Column("target", sa.String(40), nullable=True),
        sa.Column("current", sa.String(40), nullable=True),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("sales_owner", sa.String(200), nullable=False),
        sa.Column("marketing_owner", sa.String(200), nullable=False),
        sa.Column("budget", sa.String(40), nullable=True),
        sa.Column("cost", sa.String(40), nullable=True),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("peers", sa.JSON(none_as_null=True), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_programme_entries_dataset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_programme_entries_dataset_id"), "programme_entries", ["dataset_id"], unique=False
    )

    op.create_table(
        "skill_entries",
        sa.Column("manager", sa.String(200), nullable=False),
        sa.Column("skill", sa.String(40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("required_level", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_skill_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_skill_entries_dataset_id"), "skill_entries", ["dataset_id"], unique=False)
    op.create_index(
        "uq_skill_entries_live",
        "skill_entries",
        ["dataset_id", "manager", "skill"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "client_tag_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("client_type", sa.String(40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_client_tag_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_client_tag_entries_dataset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_tag_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_client_tag_entries_dataset_id_client_key"),
        "client_tag_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )
    op.create_index(
        "uq_client_tag_entries_live",
        "client_tag_entries",
        ["dataset_id", "client_key", "client_type"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "competitor_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("product", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.Column("strengths", sa.String(), nullable=False),
        sa.Column("weaknesses", sa.String(), nullable=False),
        sa.Column("knows", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_competitor_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_competitor_entries_dataset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_competitor_entries_dataset_id_client_key"),
        "competitor_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "contact_entries",
        sa.Column("client_key", sa.Integer(), nullable=True),
        sa.Column("prospect_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("department", sa.String(200), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(200), nullable=False),
        sa.Column("channels", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("power", sa.Integer(), nullable=True),
        sa.Column("attitude", sa.String(40), nullable=False),
        sa.Column("coverage", sa.String(40), nullable=False),
        sa.Column("relation_now", sa.Integer(), nullable=True),
        sa.Column("relation_wanted", sa.Integer(), nullable=True),
        sa.Column("reports_to", sa.Integer(), nullable=True),
        sa.Column("influences", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("our_person", sa.String(200), nullable=False),
        sa.Column("last_contact", sa.Date(), nullable=True),
        sa.Column("known_by_rivals", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("erase_by", sa.Date(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_contact_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["reports_to"], ["contact_entries.id"], name=op.f("fk_contact_entries_reports_to")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_contact_entries_dataset_id")),
        sa.ForeignKeyConstraint(
            ["prospect_id"], ["prospect_entries.id"], name=op.f("fk_contact_entries_prospect_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_contact_entries_dataset_id_client_key"),
        "contact_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "dossier_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("overview", sa.String(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("history", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("structure", sa.String(), nullable=False),
        sa.Column("environment", sa.String(), nullable=False),
        sa.Column("payment_terms", sa.String(), nullable=False),
        sa.Column("delivery_terms", sa.String(), nullable=False),
        sa.Column("contract_until", sa.Date(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_dossier_entries_client_key")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_dossier_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_dossier_entries_dataset_id_client_key"),
        "dossier_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )
    op.create_index(
        "uq_dossier_entries_live",
        "dossier_entries",
        ["dataset_id", "client_key"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "event_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("people", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("amount", sa.String(40), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(200), nullable=False),
        sa.Column("promised_for", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("our_person", sa.String(200), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_event_entries_client_key")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_event_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_event_entries_dataset_id_client_key"),
        "event_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "goal_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(200), nullable=False),
        sa.Column("measure", sa.String(200), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("current", sa.Float(), nullable=True),
        sa.Column("forecast", sa.Float(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_goal_entries_client_key")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_goal_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_goal_entries_dataset_id_client_key"),
        "goal_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "loss_case_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("lost_on", sa.Date(), nullable=False),
        sa.Column("last_purchase", sa.Date(), nullable=True),
        sa.Column("criterion", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("adopted_at", sa.String(200), nullable=False),
        sa.Column("yearly_net_sales", sa.String(40), nullable=True),
        sa.Column("extent", sa.String(40), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rival", sa.String(200), nullable=False),
        sa.Column("expected_by", sa.Date(), nullable=True),
        sa.Column("would_return", sa.String(200), nullable=False),
        sa.Column("exit_notes", sa.String(), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_loss_case_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_loss_case_entries_dataset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loss_case_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_loss_case_entries_dataset_id_client_key"),
        "loss_case_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )
    op.create_index(
        "uq_loss_case_entries_live",
        "loss_case_entries",
        ["dataset_id", "client_key", "lost_on"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "opinion_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("said_by", sa.String(200), nullable=False),
        sa.Column("said_to", sa.String(200), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("severity", sa.String(40), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_opinion_entries_client_key")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_opinion_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_opinion_entries_dataset_id_client_key"),
        "opinion_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "override_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_override_entries_client_key")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_override_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_override_entries_dataset_id_client_key"),
        "override_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )
    op.create_index(
        "uq_override_entries_live",
        "override_entries",
        ["dataset_id", "client_key", "verdict"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "ownership_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("manager", sa.String(200), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_ownership_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_ownership_entries_dataset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_ownership_entries_dataset_id_client_key"),
        "ownership_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "plan_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("strategy", sa.String(), nullable=False),
        sa.Column("resources", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_plan_entries_client_key")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_plan_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_plan_entries_dataset_id_client_key"),
        "plan_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )
    op.create_index(
        "uq_plan_entries_live",
        "plan_entries",
        ["dataset_id", "client_key"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "selection_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("potential_budget", sa.String(40), nullable=True),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("from_competitor", sa.String(200), nullable=False),
        sa.Column("scores", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_selection_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_selection_entries_dataset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_selection_entries_dataset_id_client_key"),
        "selection_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )
    op.create_index(
        "uq_selection_entries_live",
        "selection_entries",
        ["dataset_id", "client_key"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "task_entries",
        sa.Column("client_key", sa.Integer(), nullable=True),
        sa.Column("task", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("cost", sa.String(40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("gap", sa.String(200), nullable=False),
        sa.Column("closed_by_data", sa.Boolean(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_task_entries_client_key")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_task_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_task_entries_dataset_id_client_key"),
        "task_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "incident_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("mistake", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(40), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("promise", sa.String(200), nullable=False),
        sa.Column("promised_for", sa.Date(), nullable=True),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("loss_case_id", sa.Integer(), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_incident_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["loss_case_id"], ["loss_case_entries.id"], name=op.f("fk_incident_entries_loss_case_id")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_incident_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_incident_entries_dataset_id_client_key"),
        "incident_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "target_entries",
        sa.Column("client_key", sa.Integer(), nullable=True),
        sa.Column("prospect_id", sa.Integer(), nullable=True),
        sa.Column("tier", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sales_owner", sa.String(200), nullable=False),
        sa.Column("marketing_owner", sa.String(200), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_target_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["prospect_id"], ["prospect_entries.id"], name=op.f("fk_target_entries_prospect_id")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_target_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_target_entries_dataset_id_client_key"),
        "target_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "win_back_entries",
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("loss_case_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("offer_type", sa.String(40), nullable=False),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("cost", sa.String(40), nullable=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("window_days", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("recovered", sa.String(40), nullable=True),
        *_signature(),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_win_back_entries_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["loss_case_id"], ["loss_case_entries.id"], name=op.f("fk_win_back_entries_loss_case_id")
        ),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_win_back_entries_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_win_back_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_win_back_entries_dataset_id_client_key"),
        "win_back_entries",
        ["dataset_id", "client_key"],
        unique=False,
    )

    op.create_table(
        "signed_browsers",
        sa.Column("browser_sha256", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("browser_sha256", name=op.f("pk_signed_browsers")),
    )


def downgrade() -> None:
    for table in (
        "signed_browsers",
        "win_back_entries",
        "target_entries",
        "incident_entries",
        "task_entries",
        "selection_entries",
        "plan_entries",
        "ownership_entries",
        "override_entries",
        "opinion_entries",
        "loss_case_entries",
        "goal_entries",
        "event_entries",
        "dossier_entries",
        "contact_entries",
        "competitor_entries",
        "client_tag_entries",
        "skill_entries",
        "programme_entries",
        "prospect_entries",
        "person_entries",
    ):
        op.drop_table(table)
