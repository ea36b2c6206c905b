"""The customer beside the conversation: the card, everything that happened, what an agent does for them."""
