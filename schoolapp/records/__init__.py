"""What the school has on file: SQLAlchemy tables and named queries. No decisions, no commit."""
