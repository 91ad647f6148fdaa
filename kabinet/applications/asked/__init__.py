"""What is asked: the facts of the answers, the steps and questions, contradictions. No row is read here."""
