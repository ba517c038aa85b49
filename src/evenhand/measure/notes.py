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
    "census": "every unit was assessed: there is no sampling error",
}
