"""The shared kernel: what every room needs and none of them owns. Knows no insurance and no chat."""
