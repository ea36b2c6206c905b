"""WeCom customer service (微信客服): a doorbell that rings, a queue that is pulled, sessions that people may take over."""
