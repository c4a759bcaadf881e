"""The pictures in the README, taken from the running app: `make pictures`."""

from playwright.sync_api import sync_playwright

from bench.serve import FLAGS, chromium, serving
from lib.snapshots import PROJECT

PICTURES = {"overview": "/", "crossover": "/crossover"}


def main() -> None:
    """Write each picture to docs/images as a desk's first screen and a half."""
    folder = PROJECT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as driver, serving("app.py") as address:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        tab = browser.new_page(viewport={"width": 1280, "height": 1340}, color_scheme="light", reduced_motion="reduce")
        for name, path in PICTURES.items():
            tab.goto(f"{address}{path}")
            tab.wait_for_selector(".js-plotly-plot .main-svg")
            tab.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
            tab.wait_for_timeout(1000)
            tab.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
