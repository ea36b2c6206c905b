"""The web chat: HTTP, WebSocket and files of `/api/chat`."""
