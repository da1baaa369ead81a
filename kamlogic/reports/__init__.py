"""A result becomes a file: JSON, CSV, XLSX."""
