"""The citizen's chat page, as somebody at it sees and uses it."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Locator, Page, expect


def is_complaint(message: ConsoleMessage) -> bool:
    """An error other than a request that a test made fail; a breach of the content security policy is one."""
    return message.type == "error" and "Failed to load resource" not in message.text


def wait_for_history(page: Page) -> None:
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")


def reload(page: Page) -> None:
    page.reload()
    wait_for_history(page)


def writing(page: Page) -> Locator:
    return page.get_by_label("您的问题")


def questions(page: Page) -> Locator:
    return page.locator(".row_citizen .bubble__text")


def answers(page: Page) -> Locator:
    """The bot's bubbles; the first is the page's welcome."""
    return page.locator(".row_bot .bubble")


def ask(page: Page, question: str) -> Locator:
    """Sends a question. Returns the first bubble of the answer."""
    before = answers(page).count()
    writing(page).fill(question)
    page.get_by_role("button", name="发送", exact=True).click()
    answer = answers(page).nth(before)
    expect(answer).to_be_visible()
    expect(page.locator("#typing")).to_be_hidden()
    return answer


def reaches_by_tab(page: Page, target: Locator, key: str = "Tab") -> bool:
    """Whether the keyboard alone comes to `target`, from where the focus is."""
    for _ in range(40):
        if target.evaluate("node => node === document.activeElement"):
            return True
        page.keyboard.press(key)
    return False
