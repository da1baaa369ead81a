"""One function per user action; the only place that opens and commits sessions."""
