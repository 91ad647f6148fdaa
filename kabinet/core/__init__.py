"""What everything stands on: refusals, questions as data, numbers, the journal."""
