"""What helps an agent to write: conduct, suggestions."""
