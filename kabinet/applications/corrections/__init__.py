"""What is asked to be corrected, and what came of it."""
