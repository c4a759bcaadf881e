"""How a table writes its columns."""

from lib import ui


def test_the_state_of_a_table_is_given_room_for_its_words() -> None:
    assert ui.column_config("state", "text")["width"] == "medium"
    assert ui.column_config("licence", "text")["width"] is None
