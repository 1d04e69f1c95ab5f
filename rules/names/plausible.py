"""How far two names that differ in one part can still be one person's, for each level.

From 0.5 on the names can be one person's. One part below that decides against the pair, however
well the other parts agree; parts at or above it take away a little each.
"""

CAN_BE_ONE = 0.5

PLAUSIBLE = {
    "given_names": {
        "same": 1.0,
        "shorter": 0.9,
        "near": 0.85,
        "pet_form": 0.85,
        "initial": 0.75,
        "one_differs": 0.2,
        "crossed": 0.85,
        "different": 0.02,
    },
    "surnames": {
        "same": 1.0,
        "near": 0.85,
        "swapped": 0.9,
        "one_missing": 0.9,
        "one_near": 0.75,
        "initial": 0.75,
        "alike": 0.3,
        "one_differs": 0.15,
        "crossed": 0.85,
        "different": 0.02,
    },
    "patronymic": {"same": 1.0, "initial": 0.97, "different": 0.05},
}
# A part that one side does not give, where names have it.
NOT_GIVEN = {"given_names": 0.65, "surnames": 0.6, "patronymic": 0.98}
# Two persons by what the names say of them: Aliaksandr and Aliaksandra, father and son.
OTHER_SEX = 0.1
OTHER_GENERATION = 0.05
# The same letters, with the spaces elsewhere.
SPLIT_ELSEWHERE = 0.75
