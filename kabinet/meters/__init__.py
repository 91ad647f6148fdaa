"""Readings of meters that consumers send themselves (186, п. 36 «г»)."""
