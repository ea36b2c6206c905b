"""The routes that put a model before customers and take it back."""
