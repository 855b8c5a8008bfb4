"""The model: customers, needs, desks and two engines; no files, no tables, no web."""
