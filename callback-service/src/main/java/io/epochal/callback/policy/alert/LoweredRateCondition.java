package io.epochal.callback.policy.alert;

import io.epochal.protocol.Command.SetLearningRate;
import io.epochal.protocol.PythonText;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.field.Identifier;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A callback or a user has lowered the learning rate. What an optimizer's own schedule does is not meant. */
record LoweredRateCondition() implements AlertCondition.Happening {
    @Override
    public String on() {
        return "rate_lowered";
    }

    @Override
    public Optional<Occurrence> at(TrainingEvent event, OptionalDouble rate) {
        if (event instanceof VerdictApplied applied
                && applied.commands().stream().anyMatch(SetLearningRate.class::isInstance)) {
            return lowered("step-" + applied.step(), rate, applied.learningRate(), event);
        }
        if (event instanceof CommandApplied answer
                && answer.outcome().isApplied()
                && answer.command() instanceof SetLearningRate set) {
            return lowered("command-" + word(answer.commandId()), rate, set.value(), event);
        }
        return Optional.empty();
    }

    /** The key becomes part of a header. */
    private static String word(String id) {
        return Identifier.isValid(id) ? id : Integer.toHexString(id.hashCode());
    }

    private static Optional<Occurrence> lowered(String key, OptionalDouble before, double after, TrainingEvent event) {
        if (before.isEmpty() || !(after < before.getAsDouble())) {
            return Optional.empty();
        }
        String text =
                "learning rate lowered from " + PythonText.repr(before.getAsDouble()) + " to " + PythonText.repr(after);
        return Optional.of(new Occurrence(
                key, text, Map.of("before", before.getAsDouble(), "learning_rate", after, "event", event.id())));
    }
}
