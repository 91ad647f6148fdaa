"""The seven steps as pages: for the applicant in the cabinet and for the specialist who enters a paper."""
