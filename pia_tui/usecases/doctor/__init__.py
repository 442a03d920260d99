"""What `doctor` looks at: the program, the terminal, the folder, the store, the forms; each with what to do."""
