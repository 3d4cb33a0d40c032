"""The door that time opens: one worker thread that takes due jobs from a table under a lease."""
