"""What of a person's data goes, what the law keeps and until when; how it is carried out (152-ФЗ, ст. 21)."""
