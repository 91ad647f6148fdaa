"""Stored files: limits, checks by content, whether the bytes are still what was taken, giving them out."""
