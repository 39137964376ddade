"""The one gate through which everything from outside enters."""
