"""What people typed into forms that could not be saved yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry_drafts",
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("typed", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", "form", name=op.f("pk_entry_drafts")),
    )


def downgrade() -> None:
    op.drop_table("entry_drafts")
