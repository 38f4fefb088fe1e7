"""Sources: find the files of the input and read pages of any format into pixels."""
