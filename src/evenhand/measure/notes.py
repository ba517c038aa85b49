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
    "census": "every unit was assessed: there is no sampling error",
}
