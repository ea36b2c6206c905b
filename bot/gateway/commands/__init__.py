"""What the `baowen` command does, by what it is done to; `bot/gateway/cli.py` puts it together."""
