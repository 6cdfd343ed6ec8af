"""Compares amounts in French words with num2words.

words.py amounts FILE           writes the amounts to compare, one a line
words.py compare FILE WORDS     holds the words, one a line, against num2words; exit 1 when any other differs

num2words 0.5.14 writes French euros wrongly, or otherwise than a signed page does, in four known ways. Each is
a correction below, applied only where it is due and counted; anything else that differs fails.
"""

import random
import sys
from collections import Counter
from decimal import Decimal
from multiprocessing import Pool

from num2words import num2words

WHOLE = 2_000_000
SAMPLE = 100_000
SEED = 20181102


def amounts():
    yield from map(str, range(WHOLE + 1))
    # Every cent of the first hundred euros, so that each pair of euros and cents is met.
    for cents in range(10_000):
        yield f"{Decimal(cents) / 100:.2f}"
    # As many amounts of each length, from one digit to nine, with cents.
    chance = random.Random(SEED)
    for rank in range(SAMPLE):
        euros = chance.randrange(10 ** (rank % 9 + 1))
        yield f"{euros}.{chance.randrange(100):02}"
    # Round amounts, where plurals and « d’euros » are decided.
    for unit in (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000):
        for count in range(1, 1_000):
            if unit * count < 1_000_000_000:
                yield str(unit * count)
    yield "999999999.99"


def corrected(amount, theirs):
    """num2words' text as it should be, and the names of the corrections made."""
    euros, cents = divmod(int(Decimal(amount) * 100), 100)
    made = []

    def correct(name, wrong, right):
        nonlocal theirs
        if wrong not in theirs:
            raise SystemExit(f"{amount}: num2words no longer says « {wrong} » ({theirs}): drop this correction")
        made.append(name)
        theirs = theirs.replace(wrong, right)

    if cents == 0:
        correct("cents are told when there are none", " et zéro centimes", "")
    if euros == 0 and cents > 0:
        correct("euros are told when there are only cents", "zéro euros et ", "")
    elif euros == 0:
        correct("zero takes the plural", "zéro euros", "zéro euro")
    if euros and euros % 1_000_000 == 0:
        correct("« d’ » is missing after million and milliard", " euro", " d’euro")
    return theirs, made


def judge(line):
    amount, ours = line
    theirs = num2words(Decimal(amount), lang="fr", to="currency", currency="EUR")
    expected, made = corrected(amount, theirs)
    return made, None if ours == expected else f"{amount}: « {ours} », num2words « {expected} »"


def compare(amounts_file, words_file):
    with open(amounts_file, encoding="utf-8") as file:
        asked = file.read().splitlines()
    with open(words_file, encoding="utf-8") as file:
        ours = file.read().splitlines()
    if len(asked) != len(ours):
        raise SystemExit(f"{len(asked)} amounts, {len(ours)} answers")
    corrections, different = Counter(), []
    with Pool() as pool:
        for made, difference in pool.imap_unordered(judge, zip(asked, ours), chunksize=5_000):
            corrections.update(made)
            if difference:
                different.append(difference)
    for name, count in sorted(corrections.items()):
        print(f"  known of num2words: {name} ({count})")
    for difference in different[:20]:
        print(difference)
    print(f"{len(asked)} amounts in words compared with num2words: {len(different)} differ")
    return 1 if different else 0


if __name__ == "__main__":
    if sys.argv[1] == "amounts":
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            file.writelines(f"{amount}\n" for amount in amounts())
    else:
        sys.exit(compare(sys.argv[2], sys.argv[3]))
