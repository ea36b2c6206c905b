"""Which model answers whom."""
