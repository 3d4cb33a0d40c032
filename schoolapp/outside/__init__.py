"""The world beyond the database: the file store and child processes. Facts in, bytes or outcomes out."""
