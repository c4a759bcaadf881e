"""What is measured, against what, on which data; each module prints its report and says what its numbers mean."""
