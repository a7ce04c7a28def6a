"""The attacks on a running system. Each scenario is a coroutine function. One call of it is one attack."""
