package io.epochal.callback.policy.alert;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A metric is NaN or infinite. */
record NotFiniteCondition() implements AlertCondition.Lasting {
    private static final int SHOWN = 5;

    @Override
    public String on() {
        return "nan";
    }

    @Override
    public Optional<Reading> at(TrainingEvent event) {
        if (event instanceof EpochEnded end) {
            return Optional.of(reading(event, end.epoch(), end.metrics()));
        }
        return event instanceof BatchReached batch && !batch.metrics().values().isEmpty()
                ? Optional.of(reading(event, batch.epoch(), batch.metrics()))
                : Optional.empty();
    }

    private static Reading reading(TrainingEvent event, int epoch, Metrics metrics) {
        List<String> bad = metrics.values().entrySet().stream()
                .filter(one -> !Double.isFinite(one.getValue()))
                .map(one -> one.getKey() + " is " + one.getValue())
                .toList();
        String more = bad.size() > SHOWN ? " and " + (bad.size() - SHOWN) + " more" : "";
        String text =
                String.join(", ", bad.subList(0, Math.min(SHOWN, bad.size()))) + more + " in epoch " + (epoch + 1L);
        return new Reading(
                !bad.isEmpty(), new Occurrence("epoch-" + epoch, text, Map.of("epoch", epoch, "event", event.id())));
    }
}
