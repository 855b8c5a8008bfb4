"""Long work: a queue in a file, a process of its own for each job, nothing lost by a reload."""
