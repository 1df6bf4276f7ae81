package io.epochal.protocol.attach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /runs}: a program asks to train under the callback service.
 *
 * @param name the first part of the run's id, where the service chooses that
 * @param run the run's id, where the program has chosen it
 * @param start what it begins with: an {@link AttachedRunStarted} or {@link AttachedRunResumed} of attempt 1 and a placeholder's run
 */
public record AttachRequest(String name, Optional<String> run, TrainingEvent.Barrier start) {
    private static final List<String> FIELDS = List.of(
            "attach_id",
            "run",
            "name",
            "trainer",
            "unit",
            "params",
            "callbacks",
            "capabilities",
            "heartbeat",
            "resume");
    private static final List<String> RESUME = List.of("attempt", "sequence", "epoch", "batch", "step", "checkpoint");

    /**
     * Reads a body. The callbacks are not looked into.
     *
     * @throws CallException for an invalid one, with the field
     */
    public static AttachRequest read(ObjectNode body) {
        CallBody.requireKnown("", body, FIELDS);
        ObjectNode start = Wire.JSON.createObjectNode().put("sequence", 0);
        start.set("trainer", trainer(body));
        start.set("params", params(body));
        start.set("callbacks", body.has("callbacks") ? body.get("callbacks") : Wire.JSON.createArrayNode());
        AttachRequest request = new AttachRequest(
                identifier("name", CallBody.text(body, "name").orElse("run")),
                CallBody.text(body, "run").map(run -> identifier("run", run)),
                start(body.path("resume"), start));
        AttachCheck.require(request.trainer(), request.start().params());
        return request;
    }

    private static ObjectNode trainer(ObjectNode body) {
        ObjectNode trainer = Wire.JSON.createObjectNode();
        trainer.set("attach_id", body.get("attach_id"));
        trainer.set("name", body.get("trainer"));
        trainer.put("unit", CallBody.text(body, "unit").orElse("epoch"));
        trainer.set("capabilities", body.get("capabilities"));
        trainer.set("heartbeat", body.path("heartbeat"));
        return body.has("heartbeat") ? trainer : trainer.put("heartbeat", 60);
    }

    /** With Keras' defaults for what most programs have not. */
    private static ObjectNode params(ObjectNode body) {
        if (!(body.get("params") instanceof ObjectNode given)) {
            throw CallException.ofRequest("params", "is required: an object");
        }
        ObjectNode params = Wire.JSON
                .createObjectNode()
                .put("validates", false)
                .put("scheduled", false)
                .put("use_ema", false)
                .put("semantics", "keras-3.15");
        params.setAll(given);
        return params.put("asks_at_end", true);
    }

    private static TrainingEvent.Barrier start(JsonNode resume, ObjectNode start) {
        if (resume.isMissingNode() || resume.isNull()) {
            return begin(AttachedRunStarted.class, start);
        }
        if (!(resume instanceof ObjectNode given)) {
            throw CallException.ofRequest("resume", "must be an object");
        }
        CallBody.requireKnown("resume.", given, RESUME);
        start.setAll((ObjectNode) given.deepCopy().without(List.of("attempt", "sequence")));
        start.set("from_attempt", given.get("attempt"));
        start.set("from_sequence", given.get("sequence"));
        return begin(AttachedRunResumed.class, start);
    }

    private static <B extends TrainingEvent.Barrier> B begin(Class<B> type, ObjectNode start) {
        try {
            return CallBody.decode(type, start, "run", 1, Instant.EPOCH);
        } catch (UnreadableException e) {
            String why = CallBody.why(type, e);
            String field = field(e.place());
            String detail =
                    why.startsWith(e.place()) ? field + why.substring(e.place().length()) : why;
            throw new CallException(CallException.Kind.NOT_A_REQUEST, field, detail);
        }
    }

    /** The request has other places for these than the event. */
    private static String field(String place) {
        if (place.startsWith("trainer.")) {
            return place.equals("trainer.name") ? "trainer" : place.substring("trainer.".length());
        }
        String resumed = place.startsWith("from_") ? place.substring("from_".length()) : place;
        return RESUME.contains(resumed) ? "resume." + resumed : place;
    }

    private static String identifier(String field, String value) {
        try {
            return Identifier.check(field, value);
        } catch (SpecException e) {
            throw new CallException(CallException.Kind.NOT_A_REQUEST, field, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The event with which this attempt begins.
     *
     * @param by who attaches it; null where nobody was asked
     */
    public TrainingEvent.Barrier as(String ofRun, int attempt, Instant now, @Nullable String by) {
        return start instanceof AttachedRunResumed from
                ? new AttachedRunResumed(
                        ofRun,
                        attempt,
                        from.sequence(),
                        now,
                        from.trainer(),
                        from.params(),
                        from.epoch(),
                        from.batch(),
                        from.step(),
                        from.fromAttempt(),
                        from.fromSequence(),
                        from.checkpoint(),
                        from.callbacks(),
                        by)
                : new AttachedRunStarted(
                        ofRun, attempt, start.sequence(), now, trainer(), start.params(), start.callbacks(), by);
    }

    /** What the program says of itself. */
    public AttachedTrainer trainer() {
        return start instanceof AttachedRunStarted began ? began.trainer() : ((AttachedRunResumed) start).trainer();
    }

    /** The checkpoint that it goes on from, where it goes on. */
    public Optional<TrainingEvent.Resumption> resumption() {
        return start instanceof TrainingEvent.Resumption from ? Optional.of(from) : Optional.empty();
    }
}
