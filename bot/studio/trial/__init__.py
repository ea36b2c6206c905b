"""Talking to any model, and why it said what it said."""
