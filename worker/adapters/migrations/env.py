"""Runs the migrations on the connection that `worker.adapters.database.migrate` hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from alembic import context

from worker.adapters.schema import UtcDateTime, metadata

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext


def _plain(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401 Alembic's own signature
    """Write our own types as plain ones, so that a migration outlives changes of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter tables in place
    render_item=_plain,
    compare_type=True,
)
context.run_migrations()
