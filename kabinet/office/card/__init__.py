"""The card of any kind of case: reading it, answering from it. What a kind says of it is declared."""
