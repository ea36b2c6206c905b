"""The demo insurer 青禾: fictional products, customers, policies, claims and complaints, the same for everyone."""
