"""What the server answers beside the pages: health, and the headers that keep a page safe."""
