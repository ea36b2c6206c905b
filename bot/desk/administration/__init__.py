"""Pages of supervisors and administrators: who works here, and who did what."""
