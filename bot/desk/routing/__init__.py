"""Who takes which conversation: presence, offers, hours."""
