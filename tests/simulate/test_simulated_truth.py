"""The truth keeps its promises: what is measured is what the latent skills imply."""

import pytest

from evenhand.simulate import Scale, operation

MARKERS = {"en": "Sample", "es": "muestra", "ms": "Contoh", "zh": "示例", "pt": "exemplo", "th": "ตัวอย่าง"}
VERDICT_SLOPE = 2.4


def test_accuracy_and_prevalence_are_those_of_a_usual_operation(ask, large):
    [(accuracy, prevalence)] = ask(large, "select avg(correct::int), avg(true_violating::int) from seen")
    assert 0.93 < accuracy < 0.95
    assert 0.23 < prevalence < 0.27


@pytest.mark.parametrize("by", ["partner", "language", "judge_kind", "market", "queue", "true_label"])
def test_the_measured_accuracy_of_a_slice_is_the_implied_one(ask, large, by):
    sql = (
        f"select {by}, avg(correct::int) - avg(correct_probability),"
        " sqrt(avg(correct_probability * (1 - correct_probability)) / count(*))"
        f" from seen where correct is not null group by {by}"
    )
    far = [value for value, difference, error in ask(large, sql) if abs(difference) > 4 * error + 1e-4]
    assert far == []


def test_the_skills_imply_how_many_violations_people_see(ask):
    clean = operation(Scale(judgements=120_000, reviewers=40, troubles=()), seed=9)
    seen, implied, count = ask(
        clean,
        f"""
        select avg((seen.label <> 'none')::int),
               avg(1 / (1 + exp({VERDICT_SLOPE} * (difficulty - 1.0 / 3)) * (1 - sensitivity) / sensitivity)), count(*)
        from seen join true_items using (item_id) join skills on skills.judge_id = seen.judge_id and clause = true_label
        where judge_kind = 'human' and seen.language = 'es' and true_violating and seen.label <> 'unable'
        """,
    )[0]
    assert count > 3_000
    assert seen == pytest.approx(implied, abs=4 * (implied * (1 - implied) / count) ** 0.5)


def test_slices_differ(ask, large):
    rates = dict(ask(large, "select language, avg(correct::int) from seen group by language"))
    assert max(rates.values()) - min(rates.values()) > 0.02
    partners = dict(
        ask(large, "select partner, avg(correct::int) from seen where partner is not null group by partner")
    )
    assert partners["in-house"] > max(partners["alder"], partners["birch"])


def test_hard_items_are_judged_worse(ask, large):
    [(easy, hard)] = ask(
        large,
        "select avg(correct::int) filter (difficulty < 0.3), avg(correct::int) filter (difficulty > 0.6)"
        " from seen join true_items using (item_id)",
    )
    assert hard < easy - 0.04


def test_an_error_has_a_type_that_follows_from_the_labels_and_a_cause(ask, large):
    sql = """
        select count(*) from seen where label <> 'unable' and (
            (error_type is not null) <> (label <> true_label) or (root_cause is not null) <> (label <> true_label)
            or correct <> (label = true_label)
            or (error_type = 'over_enforcement') <> (true_label = 'none' and label <> 'none')
            or (error_type = 'under_enforcement') <> (true_label <> 'none' and label = 'none'))
    """
    assert ask(large, sql) == [(0,)]


def test_all_eight_root_causes_occur(ask, large):
    assert ask(large, "select count(distinct root_cause) from seen") == [(8,)]


def test_the_truth_about_a_judgement_is_that_of_its_item(ask, large):
    sql = """
        select count(*) from truth t join true_items i using (item_id)
        where t.label <> i.label or t.severity <> i.severity or t.violating <> i.violating
    """
    assert ask(large, sql) == [(0,)]


def test_reach_is_heavy_tailed(ask, large):
    [(median, mean, most)] = ask(large, "select median(reach), avg(reach), max(reach) from judgements")
    assert mean > 4 * median
    assert most > 100_000


def test_wrong_decisions_are_appealed_and_reversed_more_often(ask, large):
    sql = (
        "select correct, count(appeal_id) / count(*), count(*) filter (outcome = 'reversed') / count(outcome)"
        " from seen left join appeals using (judgement_id) where seen.violating group by correct order by correct"
    )
    wrong, right = ask(large, sql)
    assert wrong[1] > 3 * right[1]
    assert wrong[2] > 5 * right[2]


@pytest.mark.parametrize("language", MARKERS)
def test_a_text_is_a_placeholder_in_the_language_of_its_item(ask, small, language):
    other = f"not contains(text, '{MARKERS[language]}')"
    sql = f"select count(*), count(*) filter ({other}) from items where language = '{language}'"
    [(count, other)] = ask(small, sql)
    assert count > 0
    assert other == 0


def test_texts_differ_in_their_number_only_beyond_a_closed_list(ask, large):
    sql = "select count(distinct text) = count(*), count(distinct regexp_replace(text, '[0-9]+', '')) from items"
    assert ask(large, sql) == [(True, 6 * 3 * 10)]


def test_the_wording_does_not_betray_the_label(ask, large):
    sql = """
        select count(distinct regexp_replace(text, '[0-9]+', '')) from items join true_items using (item_id)
        where not violating
    """
    assert ask(large, sql) == [(6 * 3 * 10,)]
