"""Documents that the office places."""
