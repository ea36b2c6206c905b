"""The trainers' studio: what customers ask and the bot misses, what it knows, training, gates, releases."""
