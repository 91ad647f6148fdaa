"""The people of the operator."""
