package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.util.List;
import java.util.Optional;

/** Reads {@code POST /runs} as the callback service does. What the callbacks are is not looked into: here they are opaque. */
final class AttachReader {
    private static final int MOST_HEARTBEAT = 86_400;
    private static final int MOST_NAME = 200;
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
    private static final List<String> COMMANDS = Command.types();

    private AttachReader() {}

    static TrainerCall.Attach read(ObjectNode body) throws UnreadableCallException {
        CallBody.requireKnown("", body, FIELDS);
        ObjectNode start = Wire.JSON.createObjectNode().put("sequence", 0);
        start.set("trainer", trainer(body));
        start.set("params", params(body));
        start.set("callbacks", body.has("callbacks") ? body.get("callbacks") : Wire.JSON.createArrayNode());
        TrainerCall.Attach attach = new TrainerCall.Attach(
                body,
                identifier(body, "run"),
                identifier(body, "name").orElse("run"),
                start(body.path("resume"), start),
                Transport.HTTP);
        check(attach.trainer());
        return attach;
    }

    private static ObjectNode trainer(ObjectNode body) {
        ObjectNode trainer = Wire.JSON.createObjectNode();
        trainer.set("attach_id", body.get("attach_id"));
        trainer.set("name", body.get("trainer"));
        trainer.put("unit", body.path("unit").asText("epoch"));
        trainer.set("capabilities", body.get("capabilities"));
        trainer.set("heartbeat", body.path("heartbeat"));
        return body.has("heartbeat") ? trainer : trainer.put("heartbeat", 60);
    }

    private static ObjectNode params(ObjectNode body) throws UnreadableCallException {
        if (!(body.get("params") instanceof ObjectNode given)) {
            throw UnreadableCallException.noRequest("params is required: an object");
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

    private static TrainingEvent.Barrier start(JsonNode resume, ObjectNode start) throws UnreadableCallException {
        try {
            if (resume.isMissingNode() || resume.isNull()) {
                return CallBody.message(AttachedRunStarted.class, "", start, "run", 1);
            }
            if (!(resume instanceof ObjectNode given)) {
                throw UnreadableCallException.noRequest("resume must be an object");
            }
            CallBody.requireKnown("resume.", given, RESUME);
            start.setAll((ObjectNode) given.deepCopy().without(List.of("attempt", "sequence")));
            start.set("from_attempt", given.get("attempt"));
            start.set("from_sequence", given.get("sequence"));
            return CallBody.message(AttachedRunResumed.class, "", start, "run", 1);
        } catch (UnreadableCallException e) {
            // The call has other places for these than the event.
            throw UnreadableCallException.noRequest(String.valueOf(e.getMessage())
                    .replace("trainer.name", "trainer")
                    .replace("trainer.", "")
                    .replace("from_", "resume."));
        }
    }

    /** What a program says of itself; the message names the field of the attachment. */
    static void check(AttachedTrainer trainer) throws UnreadableCallException {
        if (trainer.name().isBlank() || !Printable.of(trainer.name(), MOST_NAME).equals(trainer.name())) {
            throw UnreadableCallException.noRequest(
                    "trainer must be 1 to " + MOST_NAME + " printable characters, such as keras 3.15.1 on jax");
        }
        if (trainer.heartbeat() > MOST_HEARTBEAT) {
            throw UnreadableCallException.noRequest("heartbeat must be from 1 to " + MOST_HEARTBEAT + " seconds");
        }
        for (String capability : trainer.capabilities()) {
            if (!COMMANDS.contains(capability)) {
                throw UnreadableCallException.noRequest("capabilities has " + Printable.of(capability, 100)
                        + ", which is no command; there are: " + String.join(", ", COMMANDS)
                        + Nearest.hint(capability, COMMANDS));
            }
        }
    }

    private static Optional<String> identifier(ObjectNode body, String field) throws UnreadableCallException {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!Identifier.isValid(value.textValue())) {
            throw UnreadableCallException.noRequest(field
                    + " must be a text of at most " + Identifier.MAX_LENGTH
                    + " letters, digits, '.', '_' and '-'; found " + Printable.of(value.toString(), 100));
        }
        return Optional.of(value.textValue());
    }
}
