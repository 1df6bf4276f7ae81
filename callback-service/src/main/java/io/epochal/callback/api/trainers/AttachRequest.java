package io.epochal.callback.api.trainers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.log.CallbackCheck;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A program asks to train under the callback service.
 *
 * @param name the first part of the run's id, where the service chooses that
 * @param run the run's id, where the program has chosen it
 * @param resumedAttempt the attempt whose checkpoint it resumes from; 0 for none
 * @param start what it begins with: an {@link AttachedRunStarted} or {@link AttachedRunResumed} of attempt 1 and a placeholder's run
 */
record AttachRequest(String name, Optional<String> run, int resumedAttempt, ObjectNode start) {
    static final int MOST_HEARTBEAT = 86_400;
    private static final int MOST_NAME = 200;
    private static final int MOST_METRICS = 1_000;
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
    private static final List<String> COMMANDS = Arrays.stream(Command.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .sorted()
            .toList();

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
        request.check(callbacks);
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

    private void check(CallbackCheck callbacks) {
        TrainingEvent.Barrier barrier = as("run", 1, Instant.EPOCH);
        AttachedTrainer trainer = barrier instanceof AttachedRunStarted started
                ? started.trainer()
                : ((AttachedRunResumed) barrier).trainer();
        TrainingParams params = barrier.params();
        require(
                !trainer.name().isBlank()
                        && Printable.of(trainer.name(), MOST_NAME).equals(trainer.name()),
                "trainer must be 1 to " + MOST_NAME + " printable characters, such as keras 3.15.1 on jax");
        require(trainer.heartbeat() <= MOST_HEARTBEAT, "heartbeat must be from 1 to " + MOST_HEARTBEAT + " seconds");
        require(
                params.metrics().size() <= MOST_METRICS && params.directions().size() <= MOST_METRICS,
                "params may name at most " + MOST_METRICS + " metrics");
        for (String capability : trainer.capabilities()) {
            require(
                    COMMANDS.contains(capability),
                    "capabilities has " + Printable.of(capability, 100) + ", which is no command; there are: "
                            + String.join(", ", COMMANDS) + Nearest.hint(capability, COMMANDS));
        }
        try {
            callbacks.require(barrier.callbacks(), params, new TreeSet<>(trainer.capabilities()));
        } catch (SpecException e) {
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** The event with which this attempt begins. */
    TrainingEvent.Barrier as(String run, int attempt, Instant now) {
        try {
            return !start.has("from_attempt")
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

    String attachId() {
        return start.path("trainer").path("attach_id").asText();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, otherwise);
        }
    }

    private static String identifier(String field, String value) {
        try {
            return Identifier.check(field, value);
        } catch (SpecException e) {
            throw TrainerBody.wrong(ProblemType.NOT_A_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
