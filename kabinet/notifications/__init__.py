"""Letters that leave the portal. They know addresses, no users."""
