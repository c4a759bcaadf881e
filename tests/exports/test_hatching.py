import re

from lib.exports.hatching import drawn_out

LINES = "M-2,2l4,-4M0,8L8,0M6,10l4,-4"
CROSSES = "M-2,2l4,-4M0,8L8,0M6,10l4,-4M10,2l-4,-4M8,8L0,0M2,10l-4,-4"


def svg(lines: str = LINES, *, transform: str = "", style: str = "") -> str:
    """A bar from (10, 20) to (30, 40), filled with lines 8 apart on red."""
    return (
        f'<svg><pattern id="p1" width="8px" height="8px" patternTransform="{transform}">'
        f'<rect width="8px" height="8px" fill="red"/><path d="{lines}" opacity="0.5" stroke="white" '
        'stroke-width="2px"/></pattern>'
        f'<path d="M10,40V20H30V40Z" class="pattern_filled" style="{style}fill: url(\'#p1\');"/></svg>'
    )


def drawn_lines(drawn: str) -> list[tuple[float, ...]]:
    """From where to where each line goes."""
    path = re.findall(r'<path d="([^"]*)" style="fill:none', drawn)[0]
    return [tuple(float(number) for number in re.findall(r"[-\d.]+", one)) for one in path.split("M")[1:]]


def test_a_hatched_bar_is_a_plain_one_with_lines_across_it() -> None:
    drawn = drawn_out(svg())
    assert 'class="pattern_filled" style="fill: red;"' in drawn
    assert "stroke:white;stroke-width:2.00;stroke-opacity:0.500" in drawn
    lines = drawn_lines(drawn)
    # The sums of x and y along them: the multiples of 8 from 32 to 68, less the inset of 1 at each side.
    assert [x + y for x, y, _, _ in lines] == [32, 40, 48, 56, 64]
    assert all(x0 + y0 == x1 + y1 for x0, y0, x1, y1 in lines)
    assert all(11 <= x0 <= x1 <= 29 and 21 <= y1 <= y0 <= 39 for x0, y0, x1, y1 in lines)


def test_a_pattern_that_is_made_smaller_has_closer_and_thinner_lines() -> None:
    drawn = drawn_out(svg(transform="scale(0.5)"))
    assert [x + y for x, y, _, _ in drawn_lines(drawn)] == [32, 36, 40, 44, 48, 52, 56, 60, 64, 68]
    assert "stroke-width:1.00" in drawn


def test_the_lines_of_a_pale_bar_are_pale() -> None:
    assert "stroke-opacity:0.200" in drawn_out(svg(style="opacity: 0.4; "))


def test_another_pattern_stays() -> None:
    assert drawn_out(svg(CROSSES)) == svg(CROSSES)
