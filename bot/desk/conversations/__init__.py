"""What an agent does with a conversation, and reads beside it."""
