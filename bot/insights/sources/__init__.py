"""Where figures come from: one file per kind of thing that is counted."""
