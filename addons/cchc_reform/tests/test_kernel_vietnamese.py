import random
import subprocess
import sys
import unicodedata
from pathlib import Path
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel.vietnamese import (
    fold,
    person_sort_key,
    same_name,
    sort_key,
)

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)

VIETNAMESE_LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
vietnamese_text = st.text(VIETNAMESE_LETTERS + VIETNAMESE_LETTERS.upper() + "  -0123456789")


class TestKernelAlone(TestCase):
    def test_kernel_needs_no_odoo(self):
        addon = Path(__file__).resolve().parents[1]
        code = "import kernel, sys; assert 'odoo' not in sys.modules, 'odoo was imported'"
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            cwd=addon.anchor,
            env={"PYTHONPATH": str(addon)},
        )


class TestFold(TestCase):
    def test_both_places_of_the_tone_mark(self):
        for new, old, folded in (
            ("hoà", "hòa", "hoa"),
            ("thuỷ", "thủy", "thuy"),
            ("uỷ ban", "ủy ban", "uy ban"),
            ("KHOẺ", "KHỎE", "khoe"),
        ):
            self.assertEqual((fold(new), fold(old)), (folded, folded))

    def test_d_with_stroke_and_its_look_alikes(self):
        self.assertEqual(fold("Đặng"), "dang")
        self.assertEqual(fold("\u00d0ặng"), "dang", "Icelandic eth of old keyboards")
        self.assertEqual(fold("\u0189ặng"), "dang", "African d")

    def test_spaces_and_invisible_characters(self):
        self.assertEqual(fold("  Sở\u00a0 Nội\tvụ\n"), "so noi vu")
        self.assertEqual(fold("\ufeffSở\u200b Nội vụ"), "so noi vu")
        self.assertEqual(fold(""), "")

    def test_every_letter_becomes_ascii(self):
        self.assertTrue(fold(VIETNAMESE_LETTERS).isascii())
        self.assertEqual(len(fold(VIETNAMESE_LETTERS)), len(VIETNAMESE_LETTERS))

    @unhurried
    @given(vietnamese_text)
    def test_writings_of_one_text_fold_alike(self, text):
        folded = fold(text)
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            self.assertEqual(fold(unicodedata.normalize(form, text)), folded)
        self.assertEqual(fold(text.upper()), folded)

    @unhurried
    @given(st.text())
    def test_folding_twice_changes_nothing(self, text):
        self.assertEqual(fold(fold(text)), fold(text))


class TestSameName(TestCase):
    def test_same(self):
        self.assertTrue(same_name("Sở Y tế", "SO Y TE"))
        self.assertTrue(same_name("Hoàng Thị Thuỷ", unicodedata.normalize("NFD", "hoàng thị thủy")))

    def test_not_same(self):
        self.assertFalse(same_name("Sở Y tế", "Sở Tư pháp"))
        self.assertFalse(same_name("", " "), "no name is not the same name as no name")

    def test_candidates_with_other_diacritics_are_told_apart_by_the_sort_key(self):
        self.assertTrue(same_name("Tuyên", "Tuyến"))
        self.assertNotEqual(sort_key("Tuyên"), sort_key("Tuyến"))
        self.assertEqual(sort_key("Hoà"), sort_key("Hòa"))


class TestSortKey(TestCase):
    def assertSorted(self, expected, key=sort_key):
        shuffled = list(expected)
        random.Random(1).shuffle(shuffled)
        self.assertEqual(sorted(shuffled, key=key), list(expected))

    def test_letters(self):
        self.assertSorted("aăâbcdđeêghiklmnoôơpqrstuưvxy")

    def test_tones(self):
        for vowel in ("aàảãáạ", "ơờởỡớợ", "yỳỷỹýỵ"):
            self.assertSorted(vowel)

    def test_letters_decide_before_tones_within_a_word(self):
        self.assertSorted(["ca", "cà", "cạ", "cac", "các", "cam", "căm", "câm"])
        self.assertSorted(["huê", "huế", "huy", "huyên", "huyện", "hương"])

    def test_words_one_after_the_other_as_in_a_dictionary(self):
        self.assertSorted(["ca", "ca cao", "ca sĩ", "cà chua", "cà phê", "cá", "cá cảnh", "cao"])

    def test_units(self):
        self.assertSorted(
            [
                "Ban Dân tộc",
                "Sở Công Thương",
                "Sở Giao thông vận tải",
                "Sở Giáo dục và Đào tạo",
                "Sở Nội vụ",
                "Sở Tài chính",
                "Sở Tư pháp",
                "Sở Văn hóa, Thể thao và Du lịch",
                "Sở Xây dựng",
                "Sở Y tế",
                "Thanh tra tỉnh",
                "Văn phòng UBND tỉnh",
            ]
        )

    def test_numbers_by_value(self):
        self.assertSorted(["Khu 2", "Khu 10", "Khu 10a", "Khu A"])
        self.assertSorted(["1a", "1b", "1c", "1d", "1đ", "1e", "2a", "3", "10"])
        self.assertEqual(sort_key("Khu 02"), sort_key("Khu ２"))
        self.assertTrue(sort_key("9" * 5000).isascii(), "longer than int() accepts")

    def test_case_punctuation_and_apostrophes_do_not_count(self):
        self.assertEqual(sort_key("BÀ RỊA - VŨNG TÀU"), sort_key("Bà Rịa–Vũng Tàu"))
        self.assertEqual(sort_key("H'Hen Niê"), sort_key("H’Hen Niê"))

    def test_other_scripts_come_last(self):
        self.assertSorted(["Zürich", "Ωmega", "Ямал"])

    @unhurried
    @given(st.text())
    def test_key_is_ascii_and_the_same_for_every_unicode_form(self, text):
        key = sort_key(text)
        self.assertTrue(key.isascii())
        self.assertEqual(key.encode("ascii").decode(), key)
        for form in ("NFC", "NFD"):
            self.assertEqual(sort_key(unicodedata.normalize(form, text)), key)

    @unhurried
    @given(st.lists(st.text(VIETNAMESE_LETTERS, min_size=1, max_size=5), min_size=2, max_size=2))
    def test_order_agrees_with_a_plain_comparison_of_words(self, words):
        def plain(word):
            tones = [(VIETNAMESE_TONES[char]) for char in word if VIETNAMESE_TONES[char]]
            return [VIETNAMESE_BASES[char] for char in word], tones

        first, second = words
        self.assertEqual(sort_key(first) < sort_key(second), plain(first) < plain(second))


class TestPersonSortKey(TestCase):
    def test_given_name_then_family_name(self):
        names = [
            "Nguyễn Văn An",
            "Trần Thị An",
            "Vũ Hoài Ân",
            "Đặng Thị Bình",
            "Phạm Văn Dũng",
            "Lê Minh Đạo",
            "Bùi Thị Hà",
            "Đỗ Thị Hạ",
            "Nguyễn Thị Thuỷ",
            "Trần Thị Thủy",
        ]
        shuffled = list(names)
        random.Random(2).shuffle(shuffled)
        self.assertEqual(sorted(shuffled, key=person_sort_key), names)

    def test_one_word_or_none(self):
        self.assertEqual(person_sort_key("An"), sort_key("An"))
        self.assertEqual(person_sort_key(" "), "")


def _bases_and_tones():
    """Rank of letter and of tone of each Vietnamese letter, from the alphabet above."""
    bases, tones, rank, previous = {}, {}, -1, None
    for char in VIETNAMESE_LETTERS:
        marks = unicodedata.normalize("NFD", char)
        tone = next((mark for mark in marks if mark in "\u0300\u0309\u0303\u0301\u0323"), "")
        base = marks.replace(tone, "")
        if base != previous:
            rank, previous = rank + 1, base
        bases[char] = rank
        tones[char] = "\u0300\u0309\u0303\u0301\u0323".index(tone) + 1 if tone else 0
    return bases, tones


VIETNAMESE_BASES, VIETNAMESE_TONES = _bases_and_tones()
