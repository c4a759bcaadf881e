from lib.exports.lettering import lines, room_of


def test_a_line_ends_at_a_space() -> None:
    assert lines("who leads by which count", size=10, width=60, most=9) == ["who leads", "by which", "count"]


def test_a_word_longer_than_a_line_is_broken_and_nothing_of_it_is_lost() -> None:
    address = "https://crossover.example/crossover?families=Qwen&families=Llama"
    broken = lines(address, size=10, width=100, most=9)
    assert len(broken) > 1
    assert "".join(broken) == address


def test_what_does_not_fit_ends_in_an_ellipsis_within_the_last_line() -> None:
    broken = lines("x" * 10_000, size=10, width=100, most=3)
    assert len(broken) == 3
    assert broken[-1].endswith("…")
    assert all(room_of(one, 10) <= 100 for one in broken)


def test_what_fits_has_no_ellipsis() -> None:
    assert lines("one two", size=10, width=100, most=1) == ["one two"]
    assert lines("", size=10, width=100, most=1) == []


def test_chinese_letters_need_more_than_latin_ones() -> None:
    assert room_of("通义千问", 10) > 1.5 * room_of("qwen", 10)


def test_line_breaks_and_marks_that_turn_the_direction_do_not_reach_the_lines() -> None:
    assert lines("one\ntwo\u202eowt\x00", size=10, width=1000, most=9) == ["one twoowt"]
