"""A card as it is passed on: as a picture, a page, a table or a package, each with all that makes it citable."""
