"""Pages of the operator's people: queues, cards, money, statistics, administration."""
