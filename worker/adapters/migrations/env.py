"""Runs the migrations on the connection that `worker.adapters.database.migrate` hands over."""

from alembic import context

from worker.adapters.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter tables in place
    compare_type=True,
)
context.run_migrations()
