"""Each planted trouble is really there: rates inside it differ from rates outside."""

import pytest

from evenhand.simulate import Operation, Scale, Trouble, operation

ERRING = (Trouble.POLICY_CHANGE, Trouble.KNOWLEDGE_GAP, Trouble.CLASSIFIER_BIAS, Trouble.TEAM_DRIFT)


def planted(made: Operation, kind: Trouble):
    return next(one for one in made.planted if one.kind is kind)


@pytest.fixture(scope="module", params=[0, 1, 2])
def seeded(request) -> Operation:
    """Small operations of several seeds: a demonstration shows its troubles whatever the seed."""
    return operation("small", seed=request.param)


def test_the_partner_misses_malay_scams_after_the_policy_change(ask, seeded):
    sql = """
        select avg((label = 'none')::int) filter (partner = 'alder' and policy_version = '7.1'),
               avg((label = 'none')::int) filter (partner <> 'alder' or policy_version = '7.0')
        from seen where judge_kind = 'human' and language = 'ms' and true_label = 'FR.1'
    """
    [(inside, outside)] = ask(seeded, sql)
    assert inside > outside + 0.3


def test_one_reviewer_misses_one_clause(ask, seeded):
    judge = planted(seeded, Trouble.KNOWLEDGE_GAP).where["judge_id"]
    sql = f"""
        select avg((label = 'none')::int) filter (judge_id = '{judge}' and true_label = 'HT.2'),
               avg((label = 'none')::int) filter (judge_id <> '{judge}' and true_label = 'HT.2'),
               avg((label = 'none')::int) filter (judge_id = '{judge}' and true_label <> 'HT.2'),
               count(*) filter (judge_id = '{judge}' and true_label = 'HT.2')
        from seen where judge_kind = 'human' and true_violating
    """
    [(inside, others, other_clauses, count)] = ask(seeded, sql)
    assert count >= 15
    assert inside > max(others, other_clauses) + 0.3


def test_the_classifier_takes_harmless_thai_posts_for_violations(ask, seeded):
    begins = planted(seeded, Trouble.CLASSIFIER_BIAS).begins.isoformat()
    sql = f"""
        select avg((label <> 'none')::int) filter (language = 'th' and judged_at >= timestamptz '{begins}'),
               avg((label <> 'none')::int) filter (language <> 'th')
        from seen where judge_kind = 'classifier' and true_label = 'none'
    """
    [(inside, outside)] = ask(seeded, sql)
    assert inside > outside + 0.1


def test_one_team_sinks_towards_the_end(ask, seeded):
    trouble = planted(seeded, Trouble.TEAM_DRIFT)
    late = trouble.begins + (trouble.ends - trouble.begins) * 0.6
    sql = f"""
        select avg(correct::int) filter (team = 'bogota-1' and judged_at < timestamptz '{trouble.begins.isoformat()}'),
               avg(correct::int) filter (team = 'bogota-1' and judged_at > timestamptz '{late.isoformat()}'),
               avg(correct::int) filter (team = 'lisbon-2' and judged_at > timestamptz '{late.isoformat()}')
        from seen
    """
    [(before, after, elsewhere)] = ask(seeded, sql)
    assert after < before - 0.05
    assert after < elsewhere - 0.05


def test_the_drift_is_gradual(ask, large):
    begins = planted(large, Trouble.TEAM_DRIFT).begins.isoformat()
    sql = f"""
        select avg(correct::int) from seen where team = 'bogota-1' and judged_at >= timestamptz '{begins}'
        group by floor(epoch(judged_at - timestamptz '{begins}') / (5 * 86400)) order by min(judged_at) limit 3
    """
    rates = [rate for (rate,) in ask(large, sql)]
    assert rates == sorted(rates, reverse=True)


def test_the_burst_multiplies_the_volume_of_one_market(ask, seeded):
    trouble = planted(seeded, Trouble.VOLUME_BURST)
    begins, ends = trouble.begins.isoformat(), trouble.ends.isoformat()
    inside = f"received_at between timestamptz '{begins}' and timestamptz '{ends}'"
    sql = f"""
        select count(*) filter ({inside}) / 2, count(*) filter (not ({inside})) / 33
        from reports group by market = 'BR' order by market = 'BR' desc
    """
    (burst, usual), (burst_elsewhere, usual_elsewhere) = ask(seeded, sql)
    assert 3 * usual < burst < 7 * usual
    assert burst_elsewhere < 1.4 * usual_elsewhere


@pytest.mark.parametrize("kind", ERRING)
def test_the_errors_of_a_trouble_lie_within_it_and_have_its_cause(ask, large, kind):
    trouble = planted(large, kind)
    place = " and ".join(f"{column} = '{value}'" for column, value in trouble.where.items())
    early = f"judged_at < timestamptz '{trouble.begins.isoformat()}'"
    sql = f"""
        select count(*), count(*) filter (not ({place}) or {early} or correct),
               avg((root_cause = '{trouble.root_cause}')::int)
        from seen where trouble = '{kind}'
    """
    [(count, outside, own)] = ask(large, sql)
    assert count > 50
    assert outside == 0
    assert own > 0.85


@pytest.mark.parametrize("kind", ERRING)
def test_a_trouble_changes_nothing_outside_itself(kind):
    clean = operation(Scale(judgements=30_000, troubles=()), seed=4)
    troubled = operation(Scale(judgements=30_000, troubles=(kind,)), seed=4)
    before, after = clean.tables["judgements"].to_pylist(), troubled.tables["judgements"].to_pylist()
    changed = [new for old, new in zip(before, after, strict=True) if old["label"] != new["label"]]
    causes = dict(zip(*troubled.truth.judgements.select(["judgement_id", "trouble"]).to_pydict().values(), strict=True))
    assert len(changed) > 3
    assert {causes[row["judgement_id"]] for row in changed} == {str(kind)}
    assert clean.tables["items"].equals(troubled.tables["items"])


def test_a_planted_record_can_be_read_by_a_person(small):
    assert all(one.sentence.endswith(".") and one.begins < one.ends for one in small.planted)
    assert planted(small, Trouble.VOLUME_BURST).size > 1
