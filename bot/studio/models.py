"""Every table of the studio, for whoever makes or migrates them."""

import bot.studio.coaching.models
import bot.studio.inbox.models
import bot.studio.knowledge.models
import bot.studio.training.models  # noqa: F401
