"""Background work: the table of jobs, the worker, what is done every day."""
