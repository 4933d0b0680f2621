"""What holds the library to account: the course's grading, and the comparison of the twins."""
