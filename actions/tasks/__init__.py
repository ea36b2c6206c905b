"""Tasks: what takes several questions, such as a claim report. `task.py` says what one is, `form.py` runs them."""
