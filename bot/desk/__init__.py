"""The agents' desk: staff accounts, presence, serving order, the API, the customer card."""
