"""The remarks a number can carry, in plain English; ``documents`` holds the other languages under the same codes."""

from __future__ import annotations

NOTES: dict[str, str] = {
    "no_assessments": "no assessments in this slice",
    "no_events": "none of the {n} assessed decisions is in the denominator",
    "verdict_unknown": (
        "no label here is known to mean 'no violation', so over- and under-enforcement cannot be told apart"
    ),
    "few": "only {n} assessed: read the interval, not the point",
    "one_per_stratum": "strata with a single assessment: {strata}; their spread is borrowed from the others",
    "unassessed_strata": "strata without any assessment: {strata}, with {population} decisions outside this figure",
    "unable": "{count} of {n} could not be judged; the figure assumes that they resemble the rest",
    "floors_exceed_size": "the floors ask for {floors} assessments, more than the size of {size}; the floors were kept",
    "population_exhausted": "the population has only {population} decisions, not the {size} asked for; all are taken",
    "open_units": "{count} of {n} drawn decisions have no answer yet",
    "undated": "{count} drawn decisions carry no time; no trend can be drawn from them",
    "no_second_review": (
        "nobody has assessed a part of these decisions a second time, so the assessors' own errors are not known"
    ),
    "only_this_population": "it speaks of the population named above, and of no other period, queue or source",
    "no_pairs": "no item has two labels, so there is nothing to compare",
    "one_class": "all labels that are compared are the same, so agreement beyond chance has no meaning",
    "single_item": "it rests on one item, which has no spread: there is no interval",
    "label_unseen": "nobody gave this label to an item with two labels",
    "missing_labels": "{count} rows have no label or no item and are left out",
    "repeated_labels": "{count} rows are left out since their judge labelled the item more than once",
    "unknown_judges": "labels by unknown judges count as given by different people",
    "single_labels": "{count} of {n} items have a single label and are compared with nothing",
    "no_common_items": "no item was labelled by both",
    "unknown_judges_left_out": "labels by unknown judges are left out, since pairs of judges are compared",
    "few_others": (
        "only {n} items have another label than '{label}': beyond chance, read the interval and not the point"
    ),
    "bootstrap_undefined": "in more than one draw of twenty it is undefined, so the bootstrap gives no interval",
    "bootstrap_flat": "all draws give the same value: the bootstrap cannot say how sure it is; use 'linearised'",
    "prevalence_paradox": (
        "two judges agree in {raw} of cases, yet alpha is only {alpha}: {share} of all labels are '{label}', so that "
        "chance alone would agree in {chance}; AC1, which does not take that for chance, is {ac1}. Where one judge "
        "says '{rare}', the commonest of the other labels, a second says so in {second}"
    ),
    "only_one_label": (
        "every label that is compared is '{label}': two judges agree in {raw} of cases, but nothing shows whether they "
        "would tell another label when they saw it"
    ),
    "truth_few_judges": (
        "fewer than three judges gave labels ({count}): where they differ, nothing tells who is right; "
        "a third judge or gold would"
    ),
    "truth_no_overlap": "no item has two labels, so nothing tells how good the judges are; overlap or gold would",
    "truth_pairs_only": "no item has three labels, so skills rest on the assumption that judges err independently",
    "truth_blurred": (
        "items taken for '{label}' are rather called '{other}' by the judges together: '{label}' may not be what "
        "its name says; gold for some of these items would tell"
    ),
    "truth_too_sure": (
        "items of known truth show that the judges share errors: "
        "chances were raised to the power {power}, and skills follow"
    ),
    "truth_no_gold": (
        "no truth is known: "
        "chances and skills assume that judges err independently, and are too sure where they share errors"
    ),
    "truth_not_settled": "the estimates were still moving after {sweeps} sweeps",
    "truth_repeats": "{count} labels share a vote with others by the same judge on the same item",
    "truth_ties": "{count} items are tied; they got the label that is more frequent in the table",
    "truth_unlabelled": "{count} items have no label and no known truth",
    "truth_gold_elsewhere": "{count} items of known truth are not among the labelled ones",
    "truth_strangers": "labels by unknown judges are taken together, as if by one judge of average skill",
    "truth_alone": "nobody else labelled the items of this judge",
    "truth_uninformed": "the other labels of this judge's items leave open what they are",
    "truth_majority_skill": "majority takes all judges for equally good; another method tells their skill",
    "truth_too_few_for_drift": (
        "{n} labels are too few to look for a trend, which takes {least}, or the skill is not known"
    ),
    "everything_assessed": "no sample of the {lot} units keeps both risks, so all of them are assessed",
    "evaluation_unpredicted": (
        "{count} of {n} gold items are in no figure, since not every model labelled them: "
        "if it failed on the hard ones, the figures are too good"
    ),
    "evaluation_without_gold": "{count} predictions have no gold label and are in no figure",
    "evaluation_never_predicted": "no item was called so",
    "evaluation_never_gold": "no item has this gold label",
    "evaluation_strange_labels": "no gold item has the label {labels}: is it spelt as in gold?",
    "evaluation_unsaid_labels": "no item was called {labels}: macro precision speaks of the others",
    "evaluation_flag_nothing": "at these costs it is cheapest to flag nothing",
    "evaluation_no_promise": (
        "no threshold shows it on these items, {n} of them positive: label more, ask for less, or for less confidence"
    ),
    "evaluation_one_gold": "all gold labels are '{label}', so nothing shows whether other labels are told from it",
    "watching_nothing": "nothing has been seen yet",
    "watching_moved": (
        "from look {look} on no single share agrees with everything seen: the share has moved; begin anew from there"
    ),
    "effect_no_control": (
        "nobody is there to be held against: whatever else changed at that time counts as the effect, so this is weak"
    ),
    "effect_no_clusters": (
        "no column says who judged, so rows count as independent: where people differ, the interval is too short"
    ),
    "effect_lone_clusters": (
        "{count} people or teams, fewer than {least} on each side, cannot show how far such groups move by themselves: "
        "the interval holds only chance in the rows, and is too short where something else happened to one of them"
    ),
    "effect_borrowed_spread": (
        "one side has fewer than {least} people or teams: they are taken to move by themselves as much as the others do"
    ),
    "effect_few_clusters": (
        "so few people or teams (about {degrees} degrees of freedom) need a long interval; more of them shorten it most"
    ),
    "effect_no_past": "before the start there are too few rows to see whether the groups moved alike",
    "effect_apart_before": (
        "before the start the groups already moved apart, by {points} points ({low} to {high}): "
        "what is shown may be that, and not the effect"
    ),
    "effect_chosen": (
        "who was picked for bad results gets better by luck alone; hold them against others picked alike, "
        "and leave out the time for which they were picked"
    ),
    "effect_chosen_by": (
        "the treated were picked for bad results: luck alone would show about {points} points without any treatment; "
        "hold them against others picked alike, or leave out the time for which they were picked"
    ),
    "effect_unlike_before": (
        "the groups differed before the start: if the treated were picked for bad results, "
        "part of the change is luck that did not last"
    ),
    "effect_series": (
        "nobody is there to be held against: the line of before is taken to go on, and whatever else changed at that "
        "time counts as the effect"
    ),
    "effect_no_weekdays": "too few days to tell the weekdays apart",
    "effect_missing": "{count} rows have no outcome or no person and are left out",
    "effect_one_sided": "{count} people or teams have no rows on one side of the start and are left out",
    "effect_nobody": "nobody has rows here before the start and after, treated and not",
    "people_nobody_target": (
        "these audits name nobody: the largest chance to be above the target is {chance}, and a first flag takes "
        "{needed}"
    ),
    "people_nobody_worst": (
        "these audits name nobody: the largest chance to be among the worst {worst} is {chance}, and a first flag "
        "takes {needed}"
    ),
    "people_too_few": (
        "{count} people are too few to single out the worst {worst}, which takes {least}: name a target rate instead"
    ),
    "people_alike": "the audits do not show that people differ: they may be alike, or differ by up to {high} points",
    "people_alone": (
        "{count} people mostly had cases that nobody else had: nothing tells whether these are hard or the person errs"
    ),
    "people_unaudited": "{count} people have no audit: their figures are what is known of all the others",
    "people_missing": "{count} rows have no person or no outcome and are left out",
    "people_mix": "people are compared on {columns}; what else their cases differ in is not accounted for",
    "people_no_mix": "no column says what people were given: all cases count as equally hard",
    "people_flag": (
        "a flag asks for a conversation and further audits and proves nothing; errors of the auditors are not "
        "accounted for"
    ),
    "people_next_weights": (
        "in figures about everybody each of these audits counts with its weight; in ranking with none"
    ),
    "people_next_even": "the comparison has no line to decide about, so the audits are spread evenly",
    "design_thin": (
        "{count} of {figures} figures rest on fewer than {few} assessments: read these widths as an order of magnitude"
    ),
    "design_target_missed": "{metric} is expected within {half_width}, not within the {target} asked for",
    "design_sure_rates": (
        "{count} expected shares are exactly 0 or 1, which leaves their strata no more than the floor: say how "
        "many units they come from, so that they are smoothed"
    ),
    "design_score_gains_nothing": "drawing by this score gains nothing over drawing at random",
    "design_few_events": "only {events} events are expected among the draws: read the width as an order of magnitude",
    "design_repeats": (
        "about {count} of {n} draws will hit a unit drawn before; it is assessed once and counts each time"
    ),
    "design_without_reach": "{count} units without reach are never drawn; a share of reach does not depend on them",
    "design_one_phase": "two phases gain nothing here: spend it all on expert labels of a simple random sample",
    "design_effect": (
        "the size is that of a simple random sample times a design effect of {effect}, which is an approximation"
    ),
    "design_few_clusters": (
        "only {clusters} clusters: an interval from so few is uncertain itself; draw more of them, and fewer "
        "units of each"
    ),
    "design_everything": "it takes every unit of the population",
    "estimate_no_spread": "all units show the same, so the sample does not tell how far others may differ",
    "estimate_clipped": "the estimate came out as {share} and was set to the nearest possible share",
    "estimate_heavy_units": (
        "{units} of {n} units carry half of the weight: the figure is theirs; draw more units that are like them"
    ),
    "estimate_unequal_views": (
        "views are so unequal that {n} items tell no more than {like} would with equal views, and the interval may be "
        "short where views and violations go together: draw items in proportion to their views"
    ),
    "estimate_score_misleads": (
        "the score tells events from others less well than it claims (slope {slope} instead of 1), so the interval "
        "does not lean on it: recalibrate it, or draw a larger part with equal chances"
    ),
    "estimate_score_on_trust": (
        "{events} on the rarer side are too few to tell whether the score means what it says: "
        "the interval takes its word"
    ),
    "estimate_size_does_not_fit": (
        "the chances say that the population has {found} units, not {population}: check both"
    ),
    "estimate_untuned": (
        "{events} on the rarer side are too few, below {least}, to tell the score's power: "
        "the score does not move the estimate"
    ),
    "estimate_score_unused": (
        "the score's mean over the population is not known, so the score does not move the estimate"
    ),
    "estimate_label_unseen": "no unit has the label '{label}': is it spelt as in the table?",
    "estimate_first_phase": "{share} of the uncertainty comes from the size of the first phase",
    "estimate_why_stratified": "units have strata, weights or a denominator: a weighted ratio within strata",
    "estimate_why_simple": "all units had the same chance: the plain share",
    "estimate_why_again": "the chance of a single draw is known: each event is weighted by its inverse",
    "estimate_why_once": (
        "the chance of being in the sample is known and unequal: each event is weighted by its inverse"
    ),
    "estimate_why_tuned": (
        "the score is known of the whole population, and both sides have at least {least} units: "
        "it helps at the power that the sample shows"
    ),
    "estimate_why_reach": "views are asked for: each item counts as often as it was seen",
    "estimate_why_two_phase": "strata come from a first, larger sample: its own chance is part of the interval",
    "estimate_why_corrected": "assessors' errors are known from items of known truth: the share is corrected for them",
    "ratio_no_denominator": "the denominator is 0 in the sample",
    "ratio_unbounded": "the denominator may be 0 at {level}, so that no interval ends: assess more units that have one",
    "corrected_no_better_than_chance": (
        "assessors call {sensitivity} of true events so and spare {specificity} of the others, together no more than "
        "guessing would: nothing can be corrected"
    ),
    "corrected_does_not_go_together": (
        "{apparent} as assessed does not go with the assessors' errors on items of known truth: "
        "those items are not like the population's"
    ),
    "corrected_clipped": "the corrected share came out as {raw} and was set to {end}",
    "corrected_hardly_better_than_chance": (
        "it is not sure that assessors do better than guessing, so the interval may hold every share: "
        "assess more items of known truth"
    ),
    "corrected_little_gold": (
        "only {events} events and {others} others of known truth: they are the larger part of the uncertainty"
    ),
    "drift_too_short": "only {days} days have something seen: a chart needs {least} days of reference, and days after",
    "drift_short_reference": (
        "the reference has only {days} days: limits are wide for that, and become tighter with a longer one"
    ),
    "drift_left_out": "{count} days of reference are far outside what the others let expect, and were left out of it",
    "drift_no_events": "there was no event in {days} days of reference: the level is taken as half an event in all",
    "drift_alike": (
        "neighbouring days of reference resemble each other (correlation {correlation}): it moved, or something "
        "carries over from day to day, and false alarms may come more often than asked for"
    ),
    "drift_too_even": (
        "days differ less than counting alone would make them: are the same units counted on several days, or is n "
        "larger than what was looked at?"
    ),
    "drift_chart_asked": "asked for: {chart}",
    "drift_chart_counting": "days differ no more than counting explains (p {p})",
    "drift_chart_laney": "days differ more than counting explains (p {p}), {sigma} times as much by the moving range",
    "drift_chart_between": (
        "days differ more than counting explains (p {p}), however much is seen: by {between} beyond it"
    ),
    "drift_added": "{count} rows were added to others of the same day",
    "drift_unfilled": "{count} rows lack events or n and are left out",
    "drift_without_chart": "{count} series have too few days for a chart",
    "functional_unnamed": "{count} cases name no functionality and are left out",
    "rater_unlabelled": "{count} labels lie on items that the model did not label, and are left out",
    "rater_few": "only {n} items have the model's label and two people's: read the interval, not the point",
    "census": "every unit was assessed: there is no sampling error",
}
