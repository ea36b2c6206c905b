"""What both WeChat channels share: envelope, XML, tokens, API calls. Knows the wire and nothing of conversations."""
