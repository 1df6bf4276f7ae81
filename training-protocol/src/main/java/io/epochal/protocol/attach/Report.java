package io.epochal.protocol.attach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /runs/RUN/attempts/ATTEMPT/events}: what a program says in one call.
 *
 * @param events without a gap; only the last may be a barrier
 * @param batches published at most once
 * @param requestWait how long to wait for a request, where no verdict is waited for
 */
public record Report(List<TrainingEvent> events, List<BatchEnded> batches, Duration requestWait) {
    private static final List<String> FIELDS = List.of("events", "batches", "wait");
    /** In one call. */
    public static final int MOST_EVENTS = 1_000;

    public static final int MOST_BATCHES = 10_000;
    /** Seconds. */
    public static final int LONGEST_WAIT = 30;

    private static final Map<String, Class<? extends TrainingEvent>> TYPES = AttachedTrainer.eventTypes();

    public Report {
        events = List.copyOf(events);
        batches = List.copyOf(batches);
    }

    /**
     * Reads a body.
     *
     * @param params what the program said when it attached; each barrier has them
     * @throws CallException for an invalid one, with the place
     */
    public static Report read(ObjectNode body, String run, int attempt, TrainingParams params, Instant now) {
        CallBody.requireKnown("", body, FIELDS);
        List<TrainingEvent> events = new ArrayList<>();
        for (JsonNode event : CallBody.list(body, "events", MOST_EVENTS)) {
            String place = "events[" + events.size() + "]";
            events.add(event(place, event, run, attempt, params, now));
        }
        requireOrder(events);
        List<BatchEnded> batches = new ArrayList<>();
        for (JsonNode batch : CallBody.list(body, "batches", MOST_BATCHES)) {
            String place = "batches[" + batches.size() + "]";
            batches.add(CallBody.message(BatchEnded.class, place, batch, run, attempt, now));
        }
        return new Report(events, batches, requestWait(body.path("wait")));
    }

    private static TrainingEvent event(
            String place, JsonNode said, String run, int attempt, TrainingParams params, Instant now) {
        ObjectNode event = CallBody.object(place, said).deepCopy();
        String name = event.path("type").asText();
        Class<? extends TrainingEvent> type = TYPES.get(name);
        if (type == null) {
            throw CallException.ofEvent(
                    place + ".type",
                    "must be one of " + String.join(", ", TYPES.keySet()) + "; found " + Printable.of(name, 100)
                            + Nearest.hint(name, List.copyOf(TYPES.keySet())));
        }
        event.remove("type");
        if (TrainingEvent.Barrier.class.isAssignableFrom(type)) {
            event.set("params", Wire.JSON.valueToTree(params));
        }
        return CallBody.message(type, place, event, run, attempt, now);
    }

    private static void requireOrder(List<TrainingEvent> events) {
        for (int i = 1; i < events.size(); i++) {
            long expected = events.get(i - 1).sequence() + 1;
            if (events.get(i).sequence() != expected) {
                throw CallException.ofEvent(
                        "events[" + i + "].sequence",
                        "must be one more than the one before, " + expected + "; found "
                                + events.get(i).sequence());
            }
            if (events.get(i - 1) instanceof TrainingEvent.Barrier) {
                throw CallException.ofEvent(
                        "events[" + (i - 1) + "]",
                        "is a barrier, which is the last event of a call, since its verdict decides what comes next");
            }
        }
    }

    private static Duration requestWait(JsonNode wait) {
        if (!wait.isMissingNode() && (!wait.isNumber() || wait.asDouble() < 0 || wait.asDouble() > LONGEST_WAIT)) {
            throw CallException.ofRequest(
                    "wait",
                    "must be from 0 to " + LONGEST_WAIT + " seconds; found " + Printable.of(wait.toString(), 100));
        }
        return Duration.ofMillis((long) (wait.asDouble() * 1000));
    }

    /** The question that is answered by a verdict. */
    public Optional<TrainingEvent.Barrier> barrier() {
        return !events.isEmpty() && events.get(events.size() - 1) instanceof TrainingEvent.Barrier barrier
                ? Optional.of(barrier)
                : Optional.empty();
    }
}
