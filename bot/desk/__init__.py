"""The agents' desk: routing, conversations, the customer card, cases, supervision."""
