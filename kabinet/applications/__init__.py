"""Applications for the connection (заявки на ТП), THE business: states, steps, documents."""
