package io.epochal.chaos.plan;

import java.util.Comparator;
import java.util.List;

/**
 * One run and what is done to it.
 *
 * @param number from 1
 * @param blows in the order in which they strike
 */
public record Round(int number, List<ScheduledFault> blows) {
    public Round {
        blows = blows.stream()
                .sorted(Comparator.comparing(ScheduledFault::after))
                .toList();
    }
}
