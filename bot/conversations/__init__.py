"""Conversations: messages, who owns them, turns, the queue and the outbox. Pure rules and their store."""
