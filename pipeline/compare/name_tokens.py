"""The tokens that names are made of: how common each is, and how close two of them are."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .strings import Strings

Codes = npt.NDArray[np.integer[Any]]
Slots = list[npt.NDArray[np.intp]]
# pyarrow strings or flags
Texts = Any
Cells = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

# How close two tokens are. ALIKE: a letter apart, but each a well-known name of its own.
APART, ALIKE, INITIAL, PET, NEAR, SAME = range(6)
# Pet forms that Spanish makes of any name, by their sound: Robertico, Juanito, Carlitos.
_PET_ENDING = re.compile(r"^(.{2,}?)[ck]?i[tk]([oa]s?)$")
# One edit in shorter tokens than this makes another name: Ana and Eva, Paz and Pas.
_ONE_EDIT_FROM = 4
_NO_BAG = (0xFFFFFFFF00000000, 0x00000000FFFFFFFF)
# given names are nearer to each other than surnames: Yasmany and Yosvany
_TWO_EDITS_FROM = 7
_EDITS = 2


class Tokens:
    """Distinct tokens by code: share of the records, and closeness of pairs of codes.

    The code after the last, `none`, stands for a missing token.

    tokens: their common spelling or the label of their class; counts: how many of the `records`
    bear each.
    """

    def __init__(
        self,
        tokens: Texts,
        counts: npt.NDArray[np.int64],
        records: int,
        traits: "Traits",
    ) -> None:
        self.tokens = tokens
        plain = _plain(tokens, traits.plain)
        self.strings = Strings(plain.to_pylist())
        self.none = len(tokens)
        # a missing token is far from all letters, and from a missing token on the other side
        self.bags = [self.strings.bags.copy(), self.strings.bags.copy()]
        self.bags[0][-1], self.bags[1][-1] = _NO_BAG
        self.bits = np.append(np.log2(counts / max(records, 1)), 0.0).astype(np.float32)
        self.known = _flags(pc.is_in(tokens, traits.known))
        self.label = _flags(pc.is_in(tokens, pa.array(sorted(traits.plain), pa.string())))
        self.single = self.strings.letters == 1
        self.initials = _initials(tokens, traits)
        self.two_edits_from = _TWO_EDITS_FROM + (2 if traits.gendered else 0)
        self.reach = np.where(self.strings.letters >= self.two_edits_from, 4, 2).astype(np.uint8)
        self.bare = [_bare(plain, letter) for letter in "sJ"]
        # a machine reads cl for d and rn for m
        shape = pc.replace_substring(pc.replace_substring(plain, "kl", "d"), "rn", "m")
        self.shape = _codes(shape)
        self.ending = _codes(pc.utf8_slice_codeunits(plain, -2))
        self.ends_in_a = _flags(pc.ends_with(plain, "a")) & traits.gendered
        self.family, self.related = _families(tokens, traits)
        self.has_families = bool(len(self.related))
        self.pet = np.zeros(len(tokens) + 1, dtype=np.bool_)
        self.pet[_places(tokens, traits.pets)[1]] = True

    def alike(self, left: Codes, right: Codes) -> Bools:
        """Whether the letters of aligned tokens allow that they are one edit or two apart.

        A cheap test that no pair near each other fails; initials and pet forms may.
        """
        bags = self.bags[0].take(left) ^ self.bags[1].take(right)
        found = np.asarray(np.bitwise_count(bags) <= self.reach.take(left), dtype=np.bool_)
        at = np.flatnonzero(found)
        one, two = left.take(at), right.take(at)
        found[at] = self.strings.unlike(one, two) <= self.reach.take(one)
        found[at] |= self.shape.take(one) == self.shape.take(two)
        found[at] |= (self.family.take(one) & self.family.take(two)) != 0
        return found

    def may_be_close(self, left: Codes, right: Codes) -> Bools:
        """Whether aligned tokens, none of them missing, may be close in any way."""
        found = self.alike(left, right)
        found |= self.single[left] | self.single[right]
        found |= (self.family[left] & self.family[right]) != 0
        return np.asarray(found, dtype=np.bool_)

    def closeness(self, left: Codes, right: Codes) -> Cells:
        """Closeness of aligned codes, none of them missing."""
        found = self._near(left, right)
        single = self.single[left] | self.single[right]
        begins = single & ((self.initials[left] & self.initials[right]) != 0)
        found[single] = np.where(begins[single], INITIAL, APART)
        if self.has_families:
            at = np.flatnonzero((self.family[left] & self.family[right]) != 0)
            packed = left[at].astype(np.int64) * len(self.known) + right[at]
            place = np.minimum(np.searchsorted(self.related, packed), len(self.related) - 1)
            pets = at[self.related[place] == packed]
            found[pets] = np.maximum(found[pets], PET)
        found[left == right] = SAME
        return found

    def _near(self, left: Codes, right: Codes) -> Cells:
        edits = self.strings.edits(left, right, _EDITS)
        letters = self.strings.letters
        short = np.minimum(letters[left], letters[right])
        long = np.maximum(letters[left], letters[right])
        near = (edits <= 1) & (long >= _ONE_EDIT_FROM)
        # Kavaliou and Kavalenka share a stem; a misspelling keeps the ending of the name
        twice = (edits == 2) & (short >= self.two_edits_from)
        near |= twice & (self.ending[left] == self.ending[right])
        near |= (self.shape[left] == self.shape[right]) & (edits <= _EDITS)
        # Mario and Marco, a letter apart, are two names; a typing error is no name at all
        other = self.known[left] & self.known[right]
        # and a final a makes a woman's name of a man's
        other |= self.ends_in_a[left] != self.ends_in_a[right]
        # Yoandri and Yoandris, Junior and Yunior, are one name however well-known both are
        for bare in self.bare:
            other &= bare[left] != bare[right]
        # Alena and Alina differ in vowels alone, which the letters of a class do not show
        other |= self.label[left] & self.label[right]
        return np.select([near & ~other, near], [NEAR, ALIKE], APART).astype(np.int8)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of the tokens of one kind of name; of no kind, nothing is.

    known: tokens that are names of their own, so that one a letter apart is another name.
    plain: label of a class of spellings -> letters in which it is compared.
    initials: label -> letters that its spellings begin with; letters: first letter of any other
    token -> letters that it may stand for. pets: token -> formal names that it may stand for.
    gendered: whether a final a makes another name, as it does of given names.
    """

    known: Texts = field(default_factory=lambda: pa.array([], pa.string()))
    plain: Mapping[str, str] = field(default_factory=dict)
    initials: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    pets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gendered: bool = False


def _flags(values: Texts) -> Bools:
    """One flag a token, and False for a missing one."""
    return np.append(values.to_numpy(zero_copy_only=False).astype(np.bool_), False)


def _places(tokens: Texts, wanted: Iterable[str]) -> tuple[list[str], Codes]:
    """Those of the wanted strings that are tokens, and their codes."""
    asked = list(wanted)
    found = pc.index_in(pa.array(asked, pa.string()), tokens).to_numpy(zero_copy_only=False)
    here = np.flatnonzero(~np.isnan(found.astype(np.float64)))
    return [asked[at] for at in here], found[here].astype(np.int32)


def _plain(tokens: Texts, plain: Mapping[str, str]) -> Texts:
    values = np.array(tokens.to_pylist(), dtype=object)
    labels, codes = _places(tokens, plain)
    values[codes] = [plain[label] for label in labels]
    return pa.array(values, pa.string())


def _initials(tokens: Texts, traits: Traits) -> npt.NDArray[np.uint64]:
    """Sets of letters, as bits."""
    first = pc.utf8_slice_codeunits(tokens, 0, 1).dictionary_encode()
    begins = [traits.letters.get(one, one) for one in first.dictionary.to_pylist()]
    bits = np.array([_bits(letters) for letters in begins] or [0], dtype=np.uint64)
    sets = np.append(bits[first.indices.to_numpy(zero_copy_only=False)], np.uint64(0))
    labels, codes = _places(tokens, traits.initials)
    sets[codes] = [_bits(traits.initials[label]) for label in labels]
    return sets


def _bits(letters: str) -> int:
    bits = 0
    for letter in letters:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _bare(tokens: Texts, x: str) -> Codes:
    """Codes of the tokens without what lists add or drop at will: a final s, J for a first Y.

    A first X is heard as S or as J: Xiomara is Siomara, Xavier is Javier.
    """
    bare = pc.replace_substring_regex(tokens, "^x", x)
    bare = pc.replace_substring_regex(bare, "^[Jjy]", "i")
    return _codes(pc.utf8_rtrim(bare, "s"))


def _codes(texts: Texts) -> Codes:
    """Codes of distinct texts, and -1 for a missing token."""
    codes = texts.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return np.append(codes, -1).astype(np.int32)


def _families(
    tokens: Texts, traits: Traits
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """For each token a set of formal names in 64 bits, and the sorted codes of related pairs."""
    families: dict[str, set[int]] = defaultdict(set)
    for pet, code in zip(*_places(tokens, traits.pets), strict=True):
        for formal in traits.pets[pet]:
            families[formal].add(int(code))
    for code, formal in _made(tokens) if traits.gendered else ():
        families[formal].add(code)
    for formal, code in zip(*_places(tokens, families), strict=True):
        families[formal].add(int(code))
    masks = [0] * (len(tokens) + 1)
    pairs: set[int] = set()
    for bit, formal in enumerate(sorted(families)):
        members = families[formal] if len(families[formal]) > 1 else set()
        for one in members:
            masks[one] |= 1 << (bit & 63)
            pairs.update(one * (len(tokens) + 1) + two for two in members if one != two)
    return np.array(masks, dtype=np.uint64), np.array(sorted(pairs), dtype=np.int64)


def _made(tokens: Texts) -> Iterable[tuple[int, str]]:
    """Tokens formed like Spanish diminutives, with the names that they may be made of."""
    formed = np.flatnonzero(_flags(pc.match_substring_regex(tokens, _PET_ENDING.pattern)))
    for code in formed:
        found = _PET_ENDING.match(tokens[int(code)].as_py())
        if found is not None:
            stem, ending = found.groups()
            for formal in (stem + ending, stem + ending[:1], stem):
                yield int(code), formal
