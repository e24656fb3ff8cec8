"""The use cases that the tasks, the web API and the commands share."""
