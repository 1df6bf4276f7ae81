package io.epochal.cli.conformance.program;

import static io.epochal.cli.conformance.program.PlantedFault.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.cli.conformance.program.ContractLine.Dead;
import io.epochal.cli.conformance.program.ContractLine.RefusedByService;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Trains nothing, by the contract of attached trainers, but for one planted fault. Also a program of its own. */
final class ContractTrainer {
    private static final int BATCHES = 4;
    private static final int EPOCHS = 5;

    private final PlantedFault fault;
    private final List<String> capabilities;
    private final Path checkpoint;
    private final ContractLine line;
    private final Set<String> answered = new HashSet<>();
    private final Deque<JsonNode> late = new ArrayDeque<>();
    private volatile boolean interrupted;
    private volatile boolean killed;
    private JsonNode callbacks = Wire.JSON.createArrayNode();
    private JsonNode ask = Wire.JSON.createObjectNode();
    private @Nullable Integer restored;
    private String status = "";
    private double rate = 0.1f;
    private boolean paused;
    private int epoch;
    private int batch = -1;
    private long step;
    private int stepsToStop = -1;

    ContractTrainer(LineFactory lines, Path folder, PlantedFault fault, List<String> capabilities) {
        this.fault = fault;
        this.capabilities = capabilities;
        this.checkpoint = folder.resolve("state.json");
        this.line = lines.open(fault, () -> killed || (interrupted && fault == DIES_OF_CTRL_C));
    }

    /** Opens the line by which it speaks. */
    interface LineFactory {
        ContractLine open(PlantedFault fault, BooleanSupplier killed);
    }

    /** Arguments: the folder for checkpoints, the fault, and the capabilities. */
    public static void main(String[] arguments) throws Exception {
        ContractTrainer trainer = new ContractTrainer(
                (fault, killed) -> new HttpContractLine(URI.create(System.getenv("EPOCHAL_URL")), fault, killed),
                Path.of(arguments[0]),
                PlantedFault.valueOf(arguments[1]),
                List.of(arguments).subList(2, arguments.length));
        Thread training = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            trainer.interrupt();
            try {
                training.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        trainer.train();
    }

    void interrupt() {
        interrupted = true;
    }

    void kill() {
        killed = true;
    }

    void train() throws IOException {
        try {
            attach();
            rounds();
            end();
        } catch (RefusedByService e) {
            refused(e);
        } catch (Dead e) {
            // Nobody is there to say anything.
        } finally {
            line.close();
        }
    }

    private void refused(RefusedByService refusal) throws IOException {
        if (fault == TRAINS_ALTHOUGH_IT_WAS_REFUSED && refusal.status == 422 && line.path.equals("/runs")) {
            attach();
        }
        if (refusal.status == 409 && fault == TALKS_ON_WHEN_SUPERSEDED) {
            send(0);
        }
        while (refusal.status == 409 && fault == HANGS_WHEN_SUPERSEDED && !killed) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void attach() throws IOException {
        ObjectNode body = Wire.JSON.createObjectNode().put("name", "contract").put("trainer", "a test");
        body.put(
                "attach_id",
                fault == RESUMES_UNDER_ITS_OLD_ATTACH_ID
                        ? "one"
                        : UUID.randomUUID().toString());
        body.putObject("params")
                .put("epochs", EPOCHS)
                .put("learning_rate", rate)
                .putArray("metrics");
        body.set("capabilities", Wire.JSON.valueToTree(capabilities));
        body.putArray("callbacks").addObject().put("type", "EarlyStopping").put("patience", 3);
        if (Files.exists(checkpoint) && fault != BEGINS_ANEW) {
            resume(body);
        }
        if (fault == SAYS_AN_UNKNOWN_FIELD) {
            body.put("color", "red");
        }
        callbacks = body.get("callbacks");
        JsonNode answer = line.post(body);
        if (fault == ATTACHES_AGAIN) {
            body.put("attach_id", "another");
            answer = line.post(body);
        }
        line.path = "/runs/" + answer.get("run").asText() + "/attempts/"
                + answer.get("attempt").asInt() + "/events";
        if (answer.has("callbacks")) {
            callbacks = answer.get("callbacks");
        }
        if (answer.has("verdict")) {
            verdict(answer.get("verdict"), epoch - 1);
        }
        obey(answer);
    }

    private void resume(ObjectNode body) throws IOException {
        ObjectNode state = (ObjectNode) Wire.JSON.readTree(checkpoint.toFile());
        body.set("run", state.remove("run"));
        JsonNode kept = state.remove("callbacks");
        if (fault != FORGETS_THE_CALLBACKS_STATE) {
            body.set("callbacks", kept);
        }
        epoch = state.get("epoch").asInt();
        batch = state.get("batch").asInt() - 1;
        step = state.get("step").asLong() + (fault == RESUMES_WITH_A_WRONG_STEP ? -BATCHES : 0);
        state.put("step", step);
        if (fault == RESUMES_WITH_A_WRONG_SEQUENCE) {
            state.put("sequence", 1);
        }
        body.set("resume", state);
    }

    private void rounds() throws IOException {
        while (epoch < EPOCHS && !stops()) {
            while (batch < BATCHES - 1 && !stops()) {
                step();
            }
            if (batch == BATCHES - 1) {
                round();
            }
        }
    }

    private boolean stops() {
        return (!status.isEmpty() && stepsToStop <= 0) || interrupted;
    }

    private void step() throws IOException {
        double used = rate;
        batch++;
        step++;
        stepsToStop--;
        while (!late.isEmpty()) {
            rate = late.poll().asDouble();
        }
        line.batches
                .addObject()
                .put("epoch", epoch)
                .put("batch", batch)
                .put("step", step)
                .put("loss", 0.5)
                .put("learning_rate", used)
                .put("dropped", 0)
                .putObject("metrics");
        boolean wanted =
                ask.path("at_step").isNumber() && step >= ask.get("at_step").asLong();
        if ((wanted && fault != ASKS_AT_NO_BATCH) || fault == ASKS_AT_EVERY_BATCH) {
            question("BatchReached").put("batch", batch);
            answer(epoch);
        }
    }

    private void round() throws IOException {
        int ended = epoch;
        ObjectNode question = question("EpochEnded").put("seconds", 0.1).put("last", last());
        batch = -1;
        epoch++;
        if (fault == SKIPS_A_ROUND && ended == 1) {
            question.put("epoch", 2);
        }
        try {
            answer(ended);
            if (line.isOfQueue()) {
                save("epoch-" + ended, ended, false);
            }
        } catch (RefusedByService e) {
            if (e.status != 0) {
                throw e;
            }
        }
    }

    private boolean last() {
        return epoch == EPOCHS - 1 && fault != NAMES_NO_LAST_ROUND;
    }

    private ObjectNode question(String type) {
        ObjectNode event = line.say(type).put("epoch", epoch).put("step", step).put("learning_rate", rate);
        event.putObject("metrics").put("loss", 0.5);
        event.set("callbacks", callbacks);
        return event;
    }

    private void answer(int ended) throws IOException {
        JsonNode answer = send(0);
        verdict(answer.get("verdict"), ended);
        if (fault == TRAINS_ON_BEFORE_THE_VERDICT) {
            step++;
        }
        obey(answer);
    }

    private JsonNode send(double wait) {
        return line.send(wait);
    }

    private void verdict(JsonNode verdict, int ended) throws IOException {
        ask = verdict.path("ask");
        if (fault != ECHOES_ITS_FIRST_CALLBACKS) {
            callbacks = verdict.get("callbacks");
        }
        if (fault == ROUNDS_NUMBERS_IN_CALLBACKS) {
            callbacks = Wire.JSON.readTree(callbacks.toString().replace("4.9E-324", "0.0"));
        }
        ObjectNode applied =
                fault == SAYS_NO_VERDICT_APPLIED ? Wire.JSON.createObjectNode() : line.say("VerdictApplied");
        applied.put("answers", verdict.get("answers").asLong())
                .put("epoch", ended)
                .put("step", step);
        applied.set(
                "commands",
                fault == FORGETS_THE_VERDICTS_COMMANDS ? Wire.JSON.createArrayNode() : verdict.get("commands"));
        applied.set("reasons", verdict.get("reasons"));
        applied.set("recordings", verdict.get("recordings"));
        for (JsonNode command : verdict.get("commands")) {
            apply(command, Math.max(0, ended), false);
        }
        applied.put("learning_rate", rate);
    }

    private void obey(JsonNode answer) throws IOException {
        for (JsonNode request : answer.path("commands")) {
            if (answered.add(request.get("command_id").asText())) {
                obeyed(request);
            }
        }
        while (paused && !stops()) {
            obey(send(5));
        }
    }

    private void obeyed(JsonNode request) throws IOException {
        JsonNode command = request.get("command");
        String type = command.get("type").asText().replace("ResumeTraining", "PauseTraining");
        boolean can = capabilities.contains(type) || fault == OBEYS_WHAT_IT_CANNOT;
        if (type.equals("ReplaceCallbacks") && can && fault != REPLACES_WITHOUT_ASKING) {
            can = replaces(request);
        }
        if (fault == ANSWERS_NO_COMMAND) {
            apply(command, epoch, true);
            return;
        }
        for (int times = fault == ANSWERS_TWICE ? 2 : 1; times > 0; times--) {
            ObjectNode said = line.say("CommandApplied").put("epoch", epoch).put("batch", batch);
            said.set("command_id", request.get("command_id"));
            said.set("command", command);
            said.put(
                    "outcome",
                    can ? "applied" : fault == REFUSES_WITHOUT_A_REASON ? "rejected: " : "rejected: it cannot");
            if (fault != FORGETS_WHO_ASKED) {
                said.set("requested_by", request.get("requested_by"));
            }
        }
        if (can || fault == REFUSES_AND_OBEYS) {
            apply(command, epoch, true);
        }
    }

    private boolean replaces(JsonNode request) throws IOException {
        JsonNode before = callbacks;
        ObjectNode replacement = question("BatchReached").put("batch", batch).putObject("replacement");
        replacement.set("command_id", request.get("command_id"));
        replacement.set("callbacks", request.get("command").get("callbacks"));
        JsonNode answer = send(0);
        verdict(answer.get("verdict"), epoch);
        if (fault == KEEPS_WHAT_WAS_REPLACED) {
            callbacks = before;
        }
        return !answer.get("verdict").has("refusal");
    }

    private void apply(JsonNode command, int at, boolean byUser) throws IOException {
        switch (command.get("type").asText()) {
            case "StopTraining" -> stop(fault == STOPS_AS_COMPLETED ? "completed" : "stopped_early", byUser);
            case "CancelRun" -> stop(fault == CANCELS_AS_STOPPED ? "stopped_early" : "cancelled", byUser);
            case "FailRun" -> {
                if (fault == FAILS_IN_SILENCE) {
                    throw new Dead();
                }
                if (fault != TRAINS_ALTHOUGH_IT_WAS_REFUSED) {
                    stop("failed", byUser);
                }
            }
            case "SetLearningRate" -> rate(command.get("value").asDouble(), byUser);
            case "SaveCheckpoint" -> save(command.get("name").asText(), at, byUser);
            case "RestoreWeights" ->
                restored = fault == RESTORES_NOTHING
                        ? null
                        : Integer.valueOf(command.get("epoch").asInt());
            case "PauseTraining" -> paused = fault != TRAINS_WHILE_PAUSED;
            case "ResumeTraining" -> paused = fault == NEVER_RESUMES_FROM_A_PAUSE;
            default -> {
                // It has none of the others among its capabilities.
            }
        }
    }

    private void stop(String how, boolean byUser) {
        status = how;
        stepsToStop =
                fault == STOPS_TWO_STEPS_LATE && byUser ? 2 : fault == STOPS_A_ROUND_LATE && !byUser ? BATCHES : 0;
    }

    private void rate(double value, boolean byUser) {
        double next = fault == KEEPS_THE_RATE_AS_A_DOUBLE ? value : (float) value;
        if (fault == SETS_THE_RATE_A_STEP_LATE) {
            late.add(Wire.JSON.getNodeFactory().numberNode(next));
        } else if (fault != IGNORES_A_USERS_RATE || !byUser) {
            rate = next;
        }
    }

    private void save(String name, int at, boolean byUser) throws IOException {
        line.checkFence();
        ObjectNode state =
                Wire.JSON.createObjectNode().put("run", line.path.split("/")[2]).put("attempt", 1);
        state.put("sequence", line.sequence)
                .put("epoch", epoch)
                .put("batch", batch + 1)
                .put("step", step);
        state.set("callbacks", callbacks);
        state.put("checkpoint", checkpoint.toUri().toString());
        Files.write(checkpoint, Wire.JSON.writeValueAsBytes(state));
        if (fault == FORGETS_WHAT_A_USER_SAVES && byUser) {
            return;
        }
        line.say("CheckpointSaved")
                .put("epoch", at)
                .put("bytes", 1)
                .put("step", fault == SAVES_A_ROUND_LATE ? step + BATCHES : step)
                .put(
                        "key",
                        fault == SAYS_NO_URI ? "state.json" : checkpoint.toUri().toString())
                .putArray("names")
                .add(fault == SAVES_UNDER_ANOTHER_NAME ? "other" : name);
    }

    private void end() throws IOException {
        String how = interrupted ? "cancelled" : status.isEmpty() ? "completed" : status;
        if (interrupted && line.isOfQueue()) {
            line.say("RunSuspended").put("epoch", epoch).put("batch", batch + 1).put("step", step);
            send(0);
            return;
        }
        if (line.isOfQueue() ? fault == ASKS_AT_THE_END : fault != SAYS_NO_TRAINING_ENDED) {
            question("TrainingEnded").put("batch", batch).put("status", how).put("reason", "it is over");
            verdict(send(0).get("verdict"), epoch - 1);
        }
        if (fault == SAYS_NO_RUN_ENDED) {
            send(0);
            return;
        }
        ObjectNode ended = line.say("RunEnded").put("status", how).put("reason", "it is over");
        ended.put("epochs_run", epoch).put("restored_epoch", restored).put("learning_rate", rate);
        ended.putObject("metrics").put("loss", 0.5);
        ended.putObject("test");
        ended.putNull("checkpoint");
        send(0);
        if (fault == TALKS_AFTER_THE_END) {
            line.say("Heartbeat").put("epoch", epoch).put("batch", -1).put("step", step);
            send(0);
        }
    }
}
