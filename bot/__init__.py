"""Baowen's conversational side: channels, conversations, the embedded Rasa worker, the desk and the gateway."""
