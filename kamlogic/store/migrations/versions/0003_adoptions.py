"""What people decided to work by: policies of cells, criteria, thresholds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kamlogic.store.append_only import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSAL = "what was adopted is never changed or removed"


def upgrade() -> None:
    op.create_table(
        "adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_adoptions_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_adoptions_dataset_id_topic"), "adoptions", ["dataset_id", "topic"])
    protect("adoptions", REFUSAL)


def downgrade() -> None:
    op.drop_table("adoptions")  # its triggers go with it
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION adoptions_refuse()")
