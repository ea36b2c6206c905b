"""Every table of the desk, for whoever makes or migrates them."""

import bot.desk.assist.models
import bot.desk.conversations.models
import bot.desk.supervision.models  # noqa: F401
