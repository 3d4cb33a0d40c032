"""The school's domain in plain Python: what counts, what is over, what is owed. No clock, no database, no web."""
