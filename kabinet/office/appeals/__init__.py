"""Appeals in the office: queue, card, acts."""
