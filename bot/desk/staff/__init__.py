"""Who works here: accounts, logins, administration."""
