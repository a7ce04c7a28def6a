"""A telephone network on 127.0.0.1 from Debian packages: Asterisk, agents' phones, a carrier with contacts behind it."""
