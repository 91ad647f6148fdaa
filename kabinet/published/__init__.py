"""What the operator tells everybody (186, пп. 8, 33–34): паспорта услуг (процессов), outages."""
