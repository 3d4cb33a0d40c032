"""Forms check shapes: that a number is a number and a field is filled. What is allowed is decided by the rules."""
