"""The settings, the root of addresses, the command line and the start of all."""
