package io.epochal.chaos.plan;

import java.util.List;

/**
 * One run and the faults during it.
 *
 * @param number from 1
 */
public record Round(int number, List<ScheduledFault> faults) {
    public Round {
        faults = List.copyOf(faults);
    }
}
