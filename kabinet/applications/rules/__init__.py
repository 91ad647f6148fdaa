"""What the Rules say of an application: states, transitions, kinds of documents. No row is read here."""
