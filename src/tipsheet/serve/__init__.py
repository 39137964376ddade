"""The live service over a store."""
