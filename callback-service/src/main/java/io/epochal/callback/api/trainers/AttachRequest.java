package io.epochal.callback.api.trainers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.log.CallbackCheck;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A program asks to train under the callback service.
 *
 * @param name the first part of the run's id, where the service chooses that
 * @param run the run's id, where the program has chosen it
 * @param resumedAttempt the attempt whose checkpoint it resumes from; 0 for none
 * @param start what it begins with: an {@link AttachedRunStarted} or {@link AttachedRunResumed} of attempt 1 and a placeholder's run
 */
record AttachRequest(String name, Optional<String> run, int resumedAttempt, ObjectNode start) {
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

    /** @throws ProblemException for an invalid body, with the field */
    static AttachRequest read(byte[] body, CallbackCheck callbacks) {
        ObjectNode object = TrainerBody.object(body, FIELDS);
        ObjectNode start = Wire.JSON.createObjectNode().put("sequence", 0);
        start.set("trainer", trainer(object));
        start.set("params", params(object));
        start.set(
                "callbacks",
                object.path("callbacks").isMissingNode() ? Wire.JSON.createArrayNode() : object.get("callbacks"));
        JsonNode resume = object.path("resume");
        int resumed = resume.isMissingNode() || resume.isNull() ? 0 : resumption(resume, start);
        AttachRequest request = new AttachRequest(
                identifier("name", TrainerBody.text(object, "name").orElse("run")),
                TrainerBody.text(object, "run").map(run -> identifier("run", run)),
                resumed,
                start);
        AttachCheck.require(request.as("run", 1, Instant.EPOCH), callbacks);
        return request;
    }

    private static ObjectNode trainer(ObjectNode object) {
        ObjectNode trainer = Wire.JSON.createObjectNode();
        trainer.set("attach_id", object.get("attach_id"));
        trainer.set("name", object.get("trainer"));
        trainer.put("unit", TrainerBody.text(object, "unit").orElse("epoch"));
        trainer.set("capabilities", object.get("capabilities"));
        trainer.set(
                "heartbeat",
                object.path("heartbeat").isMissingNode()
                        ? Wire.JSON.getNodeFactory().numberNode(60)
                        : object.get("heartbeat"));
        return trainer;
    }

    /** With Keras' defaults for what most programs have not. */
    private static ObjectNode params(ObjectNode object) {
        if (!(object.get("params") instanceof ObjectNode given)) {
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, "params is required: an object");
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

    private static int resumption(JsonNode resume, ObjectNode start) {
        if (!(resume instanceof ObjectNode given)) {
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, "resume must be an object");
        }
        given.fieldNames().forEachRemaining(field -> {
            if (!RESUME.contains(field)) {
                throw TrainerBody.wrong(
                        ProblemType.NOT_A_REQUEST,
                        "resume." + Printable.of(field, 100) + " is not known here; there are: "
                                + String.join(", ", RESUME) + Nearest.hint(field, RESUME));
            }
        });
        start.setAll((ObjectNode) given.deepCopy().without(List.of("attempt", "sequence")));
        start.set("from_attempt", given.get("attempt"));
        start.set("from_sequence", given.get("sequence"));
        return given.path("attempt").asInt();
    }

    /** The event with which this attempt begins. */
    TrainingEvent.Barrier as(String run, int attempt, Instant now) {
        try {
            return !resumes()
                    ? TrainerBody.message(AttachedRunStarted.class, "", start, run, attempt, now)
                    : TrainerBody.message(AttachedRunResumed.class, "", start, run, attempt, now);
        } catch (ProblemException e) {
            // The request has other places for these than the event.
            String why = String.valueOf(e.getMessage())
                    .replace("trainer.name", "trainer")
                    .replace("trainer.", "")
                    .replace("from_", "resume.");
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, why);
        }
    }

    /** Whether the program goes on from a checkpoint. */
    boolean resumes() {
        return start.has("from_attempt");
    }

    String attachId() {
        return start.path("trainer").path("attach_id").asText();
    }

    private static String identifier(String field, String value) {
        try {
            return Identifier.check(field, value);
        } catch (SpecException e) {
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
