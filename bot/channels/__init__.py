"""Channels: a wire format on one side, `bot.conversations` on the other."""
