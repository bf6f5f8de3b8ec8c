"""What people do on pages, in words."""

from playwright.sync_api import Page

from tests.browser.test_pages import AXE, SERIOUS


def fits(page: Page, width: int) -> None:
    """The page is no wider than the screen, and nobody is shut out."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []


def press(page: Page, label: str) -> None:
    """Press a button beside the title."""
    page.click(f".tx-actions button:has-text('{label}')")
    page.wait_for_selector("body[data-ready]", state="attached")


def follow(page: Page, label: str) -> None:
    """Follow a link of the page."""
    page.click(f"main a:has-text('{label}')")
    page.wait_for_selector("body[data-ready]", state="attached")


def send(page: Page, label: str, **typed: str) -> None:
    """Fill in the form of the page and send it; a choice is made by its value."""
    for name, value in typed.items():
        field = page.locator(f".tx-entry [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click(f".tx-entry button:has-text('{label}')")
    page.wait_for_selector("body[data-ready]", state="attached")
