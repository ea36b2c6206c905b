"""Stand-ins for what lies outside: they behave as the real thing does, over loopback, and know nothing of our code."""
