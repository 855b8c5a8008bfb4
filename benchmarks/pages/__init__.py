"""The dashboard under many visitors, and how long one of them waits."""
