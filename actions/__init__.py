"""What the bot does in a turn: slots in, one service call, Rasa events out. `rasa run actions` finds them here."""
