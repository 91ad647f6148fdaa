"""Logins: users, passwords, one-time codes, the second factor, limits on attempts."""
