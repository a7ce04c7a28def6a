"""What is done to a running system: one coroutine function for each scenario, called once for each time."""
