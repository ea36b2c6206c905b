"""The server as an outsider meets it: subprocesses, HTTP and WebSocket; data of another insurer's numbering."""
