package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code POST /runs/RUN/attempts/ATTEMPT/events} as the callback service does. */
final class EventsReader {
    private static final List<String> FIELDS = List.of("events", "batches", "wait");
    private static final int MOST_EVENTS = 1_000;
    private static final int MOST_BATCHES = 10_000;
    private static final int LONGEST_WAIT = 30;
    private static final Map<String, Class<? extends TrainingEvent>> TYPES = AttachedTrainer.eventTypes();

    private EventsReader() {}

    /** @param params what the trainer said when it attached; each barrier has them */
    static TrainerCall.Events read(ObjectNode body, String run, int attempt, TrainingParams params)
            throws UnreadableCallException {
        CallBody.requireKnown("", body, FIELDS);
        List<SaidEvent> said = new ArrayList<>();
        for (JsonNode event : CallBody.list(body, "events", MOST_EVENTS)) {
            said.add(event("events[" + said.size() + "]", event, run, attempt, params));
        }
        requireOrder(said);
        List<BatchEnded> batches = new ArrayList<>();
        for (JsonNode batch : CallBody.list(body, "batches", MOST_BATCHES)) {
            String place = "batches[" + batches.size() + "]";
            batches.add(CallBody.message(BatchEnded.class, place, object(place, batch), run, attempt));
        }
        JsonNode wait = body.path("wait");
        if (!wait.isMissingNode() && (!wait.isNumber() || wait.asDouble() < 0 || wait.asDouble() > LONGEST_WAIT)) {
            throw UnreadableCallException.noRequest(
                    "wait must be from 0 to " + LONGEST_WAIT + " seconds; found " + Printable.of(wait.toString(), 100));
        }
        return new TrainerCall.Events(body, run, attempt, said, batches, wait.asDouble());
    }

    private static SaidEvent event(String place, JsonNode said, String run, int attempt, TrainingParams params)
            throws UnreadableCallException {
        ObjectNode event = object(place, said).deepCopy();
        String name = event.path("type").asText();
        Class<? extends TrainingEvent> type = TYPES.get(name);
        if (type == null) {
            throw UnreadableCallException.noEvent(place + ".type must be one of " + String.join(", ", TYPES.keySet())
                    + "; found " + Printable.of(name, 100) + Nearest.hint(name, List.copyOf(TYPES.keySet())));
        }
        event.remove("type");
        if (TrainingEvent.Barrier.class.isAssignableFrom(type)) {
            event.set("params", Wire.JSON.valueToTree(params));
        }
        return new SaidEvent(said, CallBody.message(type, place, event, run, attempt));
    }

    private static ObjectNode object(String place, JsonNode value) throws UnreadableCallException {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw UnreadableCallException.noEvent(place + " must be an object");
    }

    private static void requireOrder(List<SaidEvent> said) throws UnreadableCallException {
        for (int i = 1; i < said.size(); i++) {
            long expected = said.get(i - 1).event().sequence() + 1;
            if (said.get(i).event().sequence() != expected) {
                throw UnreadableCallException.noEvent("events[" + i + "].sequence must be " + expected
                        + ", one more than the one before; found "
                        + said.get(i).event().sequence());
            }
            if (said.get(i - 1).event() instanceof TrainingEvent.Barrier) {
                throw UnreadableCallException.noEvent(
                        "events[" + (i - 1) + "] is a barrier, which is the last event of a call");
            }
        }
    }
}
