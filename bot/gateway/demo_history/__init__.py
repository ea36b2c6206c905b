"""The demo's past: what customers and colleagues said to each other in the last weeks, so that figures have something to show."""
