package io.epochal.callback.policy.alert;

import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.util.Optional;
import java.util.OptionalDouble;

/** An attempt has ended its run as failed. */
record FailureCondition() implements AlertCondition.Happening {
    @Override
    public String on() {
        return "run_failed";
    }

    @Override
    public Optional<Occurrence> at(TrainingEvent event, OptionalDouble rate) {
        return event instanceof RunEnded end && end.status() == RunStatus.FAILED
                ? Optional.of(EndCondition.told(end, "failed"))
                : Optional.empty();
    }
}
