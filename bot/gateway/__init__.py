"""The composition root: settings, the web application, the processes, the command line."""
