"""What was missed, grouped, and its labels."""
