"""What the operator tells everybody (186, п. 8, 33–34): паспорта услуг (процессов), outages."""
