"""How an op is called and differentiated."""
