"""Insurance: products, customers, policies, claims, complaints. Knows no chat."""
