package io.epochal.callback.policy.alert;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** An attempt has ended its run, however. */
record EndCondition() implements AlertCondition.Happening {
    @Override
    public String on() {
        return "run_ended";
    }

    @Override
    public Optional<Occurrence> at(TrainingEvent event, OptionalDouble rate) {
        return event instanceof RunEnded end ? Optional.of(told(end, "ended")) : Optional.empty();
    }

    static Occurrence told(RunEnded end, String key) {
        String status = end.status().name().toLowerCase(Locale.ROOT);
        String text = status.replace('_', ' ') + " after " + end.epochsRun()
                + (end.epochsRun() == 1 ? " epoch" : " epochs") + (end.reason().isEmpty() ? "" : ": " + end.reason());
        return new Occurrence(
                key + "-" + end.attempt(),
                text,
                Map.of("status", status, "epochs_run", end.epochsRun(), "attempt", end.attempt(), "event", end.id()));
    }
}
