"""The data repository: files of the project as a git repository, edited line by line."""
