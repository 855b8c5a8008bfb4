"""The model: customers, needs, desks and two engines. numpy and numba, no files, no tables, no web."""
