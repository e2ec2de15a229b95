"""An invented district 虚构区: what schools hand in, experts rule and offices decide."""
