"""An invented district 虚构区 of any size: what schools hand in, experts rule and offices decide."""
