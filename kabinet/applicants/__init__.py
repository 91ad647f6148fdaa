"""The party: a person, an entrepreneur or a company; its representative; its consents."""
