package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.epochal.client.TrainerCommand.ReplaceCallbacks;
import io.epochal.client.TrainerCommand.SaveCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks, and applies what comes back. For the training thread, but for what the ticker calls.
 *
 * <p>Questions without a verdict wait in order; there is more than one only after the service was unreachable. A verdict that comes
 * when training has gone on is late: it saves nothing, since what it would save is gone.
 */
final class RunDialog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunDialog.class);

    private final RunOptions options;
    private final HttpLine http;
    private final BatchRing batches;
    private final JsonObject attachment;
    private final Orders orders;
    private final Obedience obedience;
    private final Deque<RunQuestion> open = new ArrayDeque<>();
    private final CallTicker ticker = new CallTicker(this::tick);
    private volatile @Nullable EventLine line;
    private volatile RunProgress reached;
    private String run = "";
    private int attempt;
    private JsonArray callbacks;
    private AskNext ask = AskNext.AT_EPOCH_END;
    private @Nullable String lastCheckpoint;
    private long savedAt;

    RunDialog(RunOptions options, BatchRing batches) {
        this.options = options;
        this.batches = batches;
        this.http = new HttpLine(ServiceUrl.of(options.url()));
        this.attachment = options.body();
        this.callbacks = attachment.getAsJsonArray("callbacks");
        ResumeFrom resume = options.resume();
        this.reached = resume == null ? RunProgress.NOTHING : resume.reached();
        double rate = JsonValues.read(attachment.getAsJsonObject("params").get("learning_rate"));
        this.orders = new Orders((float) rate);
        this.obedience = new Obedience(orders, options.program(), options.capabilities(), this::state);
    }

    Orders orders() {
        return orders;
    }

    Obedience obedience() {
        return obedience;
    }

    RunProgress reached() {
        return reached;
    }

    void reached(RunProgress now) {
        reached = now;
    }

    /** Null while the service was not reached yet. */
    @Nullable
    EventLine line() {
        return line;
    }

    String run() {
        return run;
    }

    int attempt() {
        return attempt;
    }

    /** Where the model is saved as it is now; null where it is not. */
    @Nullable
    String checkpointOfNow() {
        return savedAt == reached.step() && orders.restored() == null ? lastCheckpoint : null;
    }

    /** Whether something was asked that is not decided yet. */
    boolean isBehind() {
        return !open.isEmpty();
    }

    boolean wantsToBeAsked(double runningLoss) {
        return open.isEmpty() && ask.wants(reached.step(), runningLoss);
    }

    ResumeFrom state() {
        EventLine now = line;
        return new ResumeFrom(
                run,
                attempt,
                now == null ? 0 : now.next(),
                reached.epoch(),
                reached.batch() + 1,
                reached.step(),
                orders.learningRate(),
                callbacks,
                null);
    }

    RunQuestion question(String type, int epoch, Map<String, Double> metrics, JsonObject own) {
        return new RunQuestion(type, epoch, reached.step(), metrics, orders.learningRate(), own);
    }

    RunQuestion batchReached(Map<String, Double> means) {
        JsonObject own = new JsonObject();
        own.addProperty("batch", reached.batch());
        return question("BatchReached", reached.epoch(), means, own);
    }

    /** Attaches and applies the first verdict, unless that was done. */
    EventLine attached(Duration patience) {
        EventLine known = line;
        if (known != null) {
            return known;
        }
        JsonObject answer = http.post("/runs", attachment.toString(), patience, Duration.ZERO);
        run = answer.get("run").getAsString();
        attempt = answer.get("attempt").getAsInt();
        EventLine begun = new EventLine(http, answer, batches);
        RunQuestion attach = question("attached", reached.lastTrainedEpoch(), Map.of(), new JsonObject());
        line = begun;
        var unused = adopt(begun, answer.getAsJsonObject("verdict"), attach, false);
        ticker.start();
        return begun;
    }

    /** The verdict on this and on what was asked before it, applied; {@link RunVerdict#NONE} where the program goes on without. */
    RunVerdict decide(RunQuestion question, Duration patience) {
        open.add(question);
        // The service is known to be away: one try, so that each epoch does not wait anew.
        boolean away = open.size() > 1
                && options.onUnreachable() == OnUnreachable.CONTINUE
                && !question.type().equals("TrainingEnded");
        try {
            return catchUp(away ? Duration.ZERO : patience);
        } catch (ServiceException.Unreachable e) {
            if (options.onUnreachable() != OnUnreachable.CONTINUE) {
                throw e;
            }
            LOG.warn("training goes on without a decision: {}", e.getMessage());
            return RunVerdict.NONE;
        }
    }

    private RunVerdict catchUp(Duration patience) {
        EventLine now = attached(patience);
        RunVerdict verdict = RunVerdict.NONE;
        while (!open.isEmpty()) {
            RunQuestion question = open.element();
            JsonObject answer = now.waitsForVerdict()
                    ? now.settle(patience)
                    : now.ask(question.type(), question.fields(callbacks), patience);
            open.remove();
            verdict = adopt(now, answer, question, !open.isEmpty());
        }
        return verdict;
    }

    private RunVerdict adopt(EventLine now, JsonObject json, RunQuestion question, boolean late) {
        RunVerdict verdict = RunVerdict.of(json);
        callbacks = JsonValues.list(json, "callbacks");
        ask = verdict.ask();
        JsonArray commands = late ? savingNothing(json) : JsonValues.list(json, "commands");
        boolean stands = question.type().equals("EpochEnded") && !late;
        options.program().retain(stands ? question.epoch() : -1, verdict.needed());
        // Said first, so that a checkpoint which is saved here holds a state that comes after it in the log.
        now.say("VerdictApplied", EventFields.verdictApplied(json, question, commands, orders.learningRate()));
        commands.forEach(command -> obey(TrainerCommand.of(command.getAsJsonObject())));
        wake();
        return verdict;
    }

    private static JsonArray savingNothing(JsonObject verdict) {
        JsonArray commands = new JsonArray();
        for (JsonElement command : JsonValues.list(verdict, "commands")) {
            if (!(TrainerCommand.of(command.getAsJsonObject()) instanceof SaveCheckpoint)) {
                commands.add(command);
            }
        }
        return commands;
    }

    /** What a callback has ordered. A checkpoint that cannot be stored ends the training, as it does in Keras. */
    private void obey(TrainerCommand command) {
        try {
            Optional<SavedCheckpoint> stored = obedience.apply(command);
            if (command instanceof SaveCheckpoint save) {
                stored.ifPresent(checkpoint -> saved(save.name(), checkpoint));
            }
        } catch (CommandRefusedException e) {
            LOG.warn("{} was not obeyed: {}", command, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(command + " failed", e);
        }
    }

    /**
     * Asks for other callbacks, as a user wants.
     *
     * @throws CommandRefusedException with the service's reason
     */
    void replace(ReplaceCallbacks wanted, JsonObject request, Map<String, Double> means)
            throws CommandRefusedException {
        if (isBehind()) {
            throw new CommandRefusedException("what came before it is not decided yet");
        }
        JsonObject replacement = new JsonObject();
        replacement.add("command_id", request.get("command_id"));
        replacement.add("callbacks", wanted.callbacks());
        RunQuestion question = batchReached(means);
        question.own().add("replacement", replacement);
        RunVerdict verdict = decide(question, options.patience());
        if (!verdict.decided() || verdict.refusal() != null) {
            throw new CommandRefusedException(
                    verdict.refusal() == null ? "the service is unreachable" : verdict.refusal());
        }
    }

    /** A checkpoint is stored, and the log is told. */
    void saved(String name, SavedCheckpoint checkpoint) {
        lastCheckpoint = checkpoint.location().toString();
        savedAt = reached.step();
        EventLine now = line;
        if (now != null) {
            now.say("CheckpointSaved", EventFields.checkpointSaved(name, checkpoint, reached));
            wake();
        }
    }

    /** What was said is sent now. */
    void wake() {
        ticker.wake();
    }

    private void tick() {
        EventLine now = line;
        if (now != null && now.fault() == null) {
            beat(now);
            now.flushIfFree();
        }
    }

    /** Says that the program is alive, where it has said nothing for long. */
    void beat(EventLine now) {
        Duration silence = Duration.ofMillis(options.heartbeat() * 1000L / 3);
        if (now.silence().compareTo(silence) > 0 && now.unsaid() == 0) {
            now.say("Heartbeat", EventFields.heartbeat(reached));
        }
    }

    /** Nothing is said in the background any more. */
    @Override
    public void close() {
        ticker.close();
    }
}
