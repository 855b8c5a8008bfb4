"""Functions that return components; none of them knows a callback."""
