"""The journal: who did what, who read whose data, in words."""
