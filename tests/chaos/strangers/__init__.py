"""The hostile day: strangers flood a server from hundreds of addresses, while a website posts and agents work."""
