"""The pages of the dashboard, once: where each stands in the address, in the folders and in the navigation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """`name` is section/topic, as in pages/ and lib/views; `question` is what the page answers."""

    name: str
    title: str
    question: str
    default: bool = False

    @property
    def section(self) -> str:
        """The folder and heading it stands under."""
        return self.name.split("/")[0]

    @property
    def path(self) -> str:
        """What stands in the address after the first slash; the default page has none."""
        return "" if self.default else self.name.split("/")[1]

    @property
    def file(self) -> str:
        """The page's file, relative to the main script pages/frame.py."""
        return f"{self.name}.py"


PAGES: tuple[Page, ...] = (
    Page("race/overview", "Overview", "Who leads the open-weight model race, since when, and how sure are we?", True),
    Page("race/crossover", "Crossover", "When did one pass the other, and what does the answer depend on?"),
    Page("race/triangulation", "Triangulation", "Do the Hub, OpenRouter and Ollama agree on who leads?"),
    Page("race/verdict", "Verdict", "Who leads under every definition, and how do the definitions divide?"),
    Page("adoption/downloads", "Downloads", "Who is downloaded from the Hugging Face Hub, month by month?"),
    Page("adoption/derivatives", "Derivatives", "How much goes to models made from others, and from whose?"),
    Page("adoption/launches", "Launches", "How fast are new models taken up, against others of their size?"),
    Page("adoption/local", "Local use", "Whose models do people pull to run on their own machines?"),
    Page("rankings/hub", "Hub ranking", "Which tracked open models are downloaded most, and who moves up?"),
    Page("rankings/usage", "Usage", "Whose models carry the tokens that OpenRouter routes?"),
    Page("rankings/capability", "Capability", "How good is the best open model of each side, as people judge answers?"),
    Page(
        "rankings/concentration",
        "Concentration",
        "How few stand behind most downloads, and is what is liked also used?",
    ),
    Page("context/claims", "Claims", "What has been claimed in print, and what do our figures say of it?"),
    Page("context/ecosystems", "Ecosystems", "How do the two ecosystems differ, and what does each point rest on?"),
    Page("context/timeline", "Timeline", "When did rules, releases and new ways of counting come, over the downloads?"),
    Page("context/embodied", "Embodied AI", "What can be counted of robots and of the open models for them?"),
    Page("about/methods", "Methods", "What does each measure mean, and how is it computed?"),
    Page("about/data", "Data", "Where does every number come from, and what is wrong with it?"),
)


def page_of(name: str) -> Page:
    """The page called `name` (section/topic); raises `KeyError` if there is none."""
    for page in PAGES:
        if page.name == name:
            return page
    raise KeyError(f"no page is called {name!r}")
