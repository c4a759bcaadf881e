"""What the small stores of tests have in common."""

FACTS = {
    "source": "ollama",
    "url": "",
    "licence": "",
    "citation": "",
    "how": "",
    "complete": True,
    "universe": "",
    "caveats": (),
}
"""The facts of a provenance where a test does not care about them."""
