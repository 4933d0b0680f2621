"""Reports of a grade: for the terminal, the student, a spreadsheet, Gradescope and Autolab."""
