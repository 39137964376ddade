"""The demo press: an invented world of publishers, served on loopback."""
