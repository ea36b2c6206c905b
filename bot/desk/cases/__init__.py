"""Work with a clock of its own: complaints, requests."""
