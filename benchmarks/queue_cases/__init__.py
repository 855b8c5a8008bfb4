"""Queueing systems of others as public scenario files, run and measured against their figures.

A case is a row of ``tests/validation/queue_cases.csv``, read by `cases`. `told` writes it as a
scenario file, `figures` says what the row expects of it, and `measure` runs one and compares. The
time of a stationary system is stretched so that 80 months hold the arrivals it needs: months are
the batches from which standard errors come, by the ratio estimator.
"""
