"""Projects of qualitative coding: this package reads them, and makes reviews of them."""
