"""Whether a review is sound: this package has the type for problems and the rules for them."""
