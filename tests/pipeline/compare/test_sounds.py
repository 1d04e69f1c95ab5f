"""The sounds of a whole column of tokens are those of each token alone."""

from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare.sounds import spanish_sounds
from todos.pipeline.normalise.spelling import spanish_sound

_LETTERS = st.text("abcdeghjklmnñopqrstuvwxyzáéçü.'´\n0", min_size=1, max_size=12)
_PARTS = st.sampled_from(["ll", "de", "ch", "x", "qu", "gui", "h", "mp", "rosa", "vv", "b"])
_TOKENS = st.lists(_LETTERS | st.lists(_PARTS, min_size=1, max_size=4).map("".join), max_size=8)


@given(_TOKENS)
def test_each_token_sounds_as_it_does_alone(tokens: list[str]) -> None:
    assert spanish_sounds(tokens) == [spanish_sound(token) for token in tokens]


def test_a_rule_for_the_start_of_a_token_holds_for_each_of_them() -> None:
    xiomara, alexis = spanish_sounds(["xiomara", "alexis"])
    assert (xiomara[0], alexis) == ("x", "alesis")
