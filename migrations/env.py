"""Runs migrations on the connection that the service hands in."""

from __future__ import annotations

from alembic import context

from schoolapp.records.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
