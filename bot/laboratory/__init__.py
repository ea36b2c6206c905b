"""One process with Rasa for what the studio asks of models."""
