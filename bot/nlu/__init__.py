"""Language understanding: Rasa graph components, the FAQ importer, training, parsing and evaluation."""
