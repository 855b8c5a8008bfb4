"""Measurements that are no tests: how fast the engine is, and how random the random numbers are."""
