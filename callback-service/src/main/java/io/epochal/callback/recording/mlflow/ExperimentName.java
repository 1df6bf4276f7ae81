package io.epochal.callback.recording.mlflow;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In which experiment a run is, where the operator has not said one for all. */
final class ExperimentName {
    /** As {@link io.epochal.protocol.RunNames} makes them. */
    private static final Pattern CHOSEN_BY_US = Pattern.compile("(.+)-\\d{8}-\\d{6}-[0-9a-f]{1,8}");

    private static final String OTHERS = "epochal";

    private ExperimentName() {}

    /** By the first event of the run that is known. */
    static String of(TrainingEvent first) {
        if (first instanceof RunStarted started) {
            return started.spec().name();
        }
        if (first instanceof RunResumed resumed) {
            return resumed.spec().name();
        }
        // Neither programs of other people nor later events say a name, and a run's id begins with it.
        Matcher ours = CHOSEN_BY_US.matcher(first.run());
        return ours.matches() ? ours.group(1) : OTHERS;
    }
}
