"""What makes a piece of code the same code, and which pieces a result rests on."""
