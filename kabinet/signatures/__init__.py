"""Electronic signatures over the bytes of a stored file: how they are checked, kept and shown."""
