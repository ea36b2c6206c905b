"""Who works here: accounts, logins, presence, and who is let in."""
