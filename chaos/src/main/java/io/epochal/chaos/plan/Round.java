package io.epochal.chaos.plan;

import java.util.Comparator;
import java.util.List;

/**
 * One run and the faults during it.
 *
 * @param number from 1
 * @param faults in the order of their times
 */
public record Round(int number, List<ScheduledFault> faults) {
    public Round {
        faults = faults.stream()
                .sorted(Comparator.comparing(ScheduledFault::after))
                .toList();
    }
}
