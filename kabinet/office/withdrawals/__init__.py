"""What consumers took back, and what the operator did about it."""
