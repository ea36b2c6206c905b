"""What one may do. Each method opens its own unit of work; the store is seen through `ports`."""
