"""Which clients are one, and which belong together: merges, parents and refused pairs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kamlogic.store.append_only import protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REFUSAL = "what was said of clients is never changed or removed"


def upgrade() -> None:
    op.create_table(
        "client_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("target_key", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_client_links_dataset_id")),
        sa.ForeignKeyConstraint(
            ["client_key"], ["clients.client_key"], name=op.f("fk_client_links_client_key")
        ),
        sa.ForeignKeyConstraint(
            ["target_key"], ["clients.client_key"], name=op.f("fk_client_links_target_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_links")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_client_links_dataset_id_kind"), "client_links", ["dataset_id", "kind"])
    protect("client_links", REFUSAL)


def downgrade() -> None:
    op.drop_table("client_links")  # its triggers go with it
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION client_links_refuse()")
