"""The common workload on other engines, each written as its own users would write it."""
