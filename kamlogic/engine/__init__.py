"""Sales lines become small tables: the portable statements and where they run."""
