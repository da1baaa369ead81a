"""The history of imports, the files they came from, and the readings that are remembered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kamlogic.store.append_only import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
APPEND_ONLY = ("import_events", "import_replacements")
REFUSAL = "the history of imports is never changed or removed"


def upgrade() -> None:
    create_events()
    create_originals()
    create_remembered_readings()
    # Every import so far was added, one after the other.
    op.execute(
        "INSERT INTO import_events (dataset_id, sequence, action, import_id, at, who, reason) "
        "SELECT dataset_id, position, 'add', id, created_at, created_by, '' FROM imports "
        "ORDER BY dataset_id, position"
    )
    for table in APPEND_ONLY:
        protect(table, REFUSAL)


def downgrade() -> None:
    op.drop_table("remembered_readings")
    op.drop_table("import_originals")
    op.drop_table("import_replacements")  # its triggers go with it
    op.drop_table("import_events")
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION {table}_refuse()")


def create_events() -> None:
    op.create_table(
        "import_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_import_events_dataset_id")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_events_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_events")),
        sa.UniqueConstraint("dataset_id", "sequence", name=op.f("uq_import_events_dataset_id_sequence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_events_import_id"), "import_events", ["import_id"])
    op.create_table(
        "import_replacements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("replaced_import_id", sa.Integer(), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=True),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["import_events.id"], name=op.f("fk_import_replacements_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_import_id"], ["imports.id"], name=op.f("fk_import_replacements_replaced_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_replacements")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_replacements_event_id"), "import_replacements", ["event_id"])


def create_originals() -> None:
    op.create_table(
        "import_originals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_originals_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_originals")),
        sa.UniqueConstraint("import_id", "position", name=op.f("uq_import_originals_import_id_position")),
        sqlite_autoincrement=True,
    )


def create_remembered_readings() -> None:
    op.create_table(
        "remembered_readings",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("updated_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_remembered_readings")),
    )
