"""Reminders 提醒: which steps fall due for which policies, and what came of them."""
