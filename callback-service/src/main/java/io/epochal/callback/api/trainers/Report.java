package io.epochal.callback.api.trainers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
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
 * What a trainer says in one call.
 *
 * @param events without a gap; only the last may be a barrier
 * @param batches published at most once
 * @param requestWait how long to wait for a request, where no verdict is waited for
 */
record Report(List<TrainingEvent> events, List<BatchEnded> batches, Duration requestWait) {
    private static final List<String> FIELDS = List.of("events", "batches", "wait");
    static final int MOST_EVENTS = 1_000;
    static final int MOST_BATCHES = 10_000;
    static final int LONGEST_WAIT = 30;
    private static final Map<String, Class<? extends TrainingEvent>> TYPES = AttachedTrainer.eventTypes();

    /**
     * Reads a body.
     *
     * @param params what the trainer said when it attached; each barrier has them
     * @throws ProblemException for an invalid one, with the place
     */
    static Report read(byte[] body, String run, int attempt, TrainingParams params, Instant now) {
        ObjectNode object = TrainerBody.object(body, FIELDS);
        List<TrainingEvent> events = new ArrayList<>();
        for (JsonNode event : TrainerBody.list(object, "events", MOST_EVENTS)) {
            String place = "events[" + events.size() + "]";
            events.add(event(place, event, run, attempt, params, now));
        }
        requireOrder(events);
        List<BatchEnded> batches = new ArrayList<>();
        for (JsonNode batch : TrainerBody.list(object, "batches", MOST_BATCHES)) {
            String place = "batches[" + batches.size() + "]";
            batches.add(TrainerBody.message(BatchEnded.class, place, object(place, batch), run, attempt, now));
        }
        JsonNode wait = object.path("wait");
        if (!wait.isMissingNode() && (!wait.isNumber() || wait.asDouble() < 0 || wait.asDouble() > LONGEST_WAIT)) {
            throw TrainerBody.wrong(
                    ProblemType.NOT_A_REQUEST, "wait must be from 0 to " + LONGEST_WAIT + " seconds; found " + wait);
        }
        return new Report(events, batches, Duration.ofMillis((long) (wait.asDouble() * 1000)));
    }

    private static TrainingEvent event(
            String place, JsonNode said, String run, int attempt, TrainingParams params, Instant now) {
        ObjectNode event = object(place, said).deepCopy();
        String name = event.path("type").asText();
        Class<? extends TrainingEvent> type = TYPES.get(name);
        if (type == null) {
            throw TrainerBody.wrong(
                    ProblemType.NOT_AN_EVENT,
                    place + ".type must be one of " + String.join(", ", TYPES.keySet()) + "; found "
                            + Printable.of(name, 100) + Nearest.hint(name, List.copyOf(TYPES.keySet())));
        }
        event.remove("type");
        if (TrainingEvent.Barrier.class.isAssignableFrom(type)) {
            event.set("params", Wire.JSON.valueToTree(params));
        }
        return TrainerBody.message(type, place, event, run, attempt, now);
    }

    private static ObjectNode object(String place, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw TrainerBody.wrong(ProblemType.NOT_AN_EVENT, place + " must be an object");
    }

    private static void requireOrder(List<TrainingEvent> events) {
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).sequence() != events.get(i - 1).sequence() + 1) {
                throw TrainerBody.wrong(
                        ProblemType.NOT_AN_EVENT,
                        "events[" + i + "].sequence must be one more than the one before, "
                                + (events.get(i - 1).sequence() + 1) + "; found "
                                + events.get(i).sequence());
            }
            if (events.get(i - 1) instanceof TrainingEvent.Barrier) {
                throw TrainerBody.wrong(
                        ProblemType.NOT_AN_EVENT,
                        "events[" + (i - 1) + "] is a barrier, which is the last event of a call, since its verdict "
                                + "decides what comes next");
            }
        }
    }

    /** The question that is answered by a verdict. */
    Optional<TrainingEvent.Barrier> barrier() {
        return !events.isEmpty() && events.get(events.size() - 1) instanceof TrainingEvent.Barrier barrier
                ? Optional.of(barrier)
                : Optional.empty();
    }
}
