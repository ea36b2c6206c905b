"""What the bot knows: intents, FAQ entries, responses, tables."""
