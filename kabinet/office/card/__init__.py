"""The card of an application: what it shows, what is done from it, what asks first."""
