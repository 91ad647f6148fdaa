"""Pages of the applicant: the entrance, the seven steps, applications, appeals, the profile."""
