"""What we think about records. Pure: no network, disk, clock, randomness or environment."""
