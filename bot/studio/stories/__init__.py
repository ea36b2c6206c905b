"""Rules, stories and conversation tests as forms."""
