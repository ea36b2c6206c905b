"""Training jobs, and the gate a model has to pass."""
