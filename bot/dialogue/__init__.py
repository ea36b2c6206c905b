"""The dialogue worker: Rasa embedded, one turn at a time per conversation, nothing written but what is committed."""
