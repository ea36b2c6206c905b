"""The demo's phone: a page with the WeChat conversation, through the channel's real callback and API client.

Where the settings say demo and name no account of their own, the gateway gets credentials for one that lives inside
it: a small platform on loopback, and its pushes, sealed, to our own callback. Nothing outside this package knows.
"""
