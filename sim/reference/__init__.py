"""The same flow with Mesa agents and plain queues, written to be read."""
