"""What supervisors see and decide."""
