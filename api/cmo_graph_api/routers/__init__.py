"""The addresses of the REST interface: one module for each group of them."""
