"""What was typed outlives the session in which it was typed, and comes back to its author alone."""
