package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
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
        this.http = line(options);
        this.attachment = options.body();
        this.callbacks = attachment.getAsJsonArray("callbacks");
        ResumeFrom resume = options.resume();
        this.reached = resume == null ? RunProgress.NOTHING : resume.reached();
        double rate = JsonValues.read(attachment.getAsJsonObject("params").get("learning_rate"));
        this.orders = new Orders((float) rate);
        this.obedience =
                new Obedience(orders, options.program(), options.capabilities(), this::state, this::summarized);
    }

    private static HttpLine line(RunOptions options) {
        ServiceUrl address = ServiceUrl.of(options.url());
        return new HttpLine(address, ServiceToken.of(options.token(), address));
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

    /**
     * Asks what is not decided yet, in order.
     *
     * @return the last verdict
     * @throws ServiceException.Unreachable where the service does not answer; what is open stays so
     */
    RunVerdict catchUp(Duration patience) {
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
        JsonArray commands = late ? RunVerdict.savingNothing(json) : JsonValues.list(json, "commands");
        boolean stands = question.type().equals("EpochEnded") && !late;
        options.program().retain(stands ? question.epoch() : -1, verdict.needed());
        // Said first, so that a checkpoint which is saved here holds a state that comes after it in the log.
        now.say("VerdictApplied", EventFields.verdictApplied(json, question, commands, orders.learningRate()));
        commands.forEach(command -> obey(TrainerCommand.of(command.getAsJsonObject())));
        wake();
        return verdict;
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

    /** Between two batches: a checkpoint where one is due, as a callback has ordered. */
    void saveWhereDue() {
        orders.dueCheckpoint(System.nanoTime()).ifPresent(name -> obey(new SaveCheckpoint(name, false, false)));
    }

    private void summarized(Map<String, float[]> weights) {
        EventLine now = line;
        if (now != null) {
            now.say("WeightsSummarized", EventFields.weightsSummarized(weights, reached));
            wake();
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

    /** The process is told to end: training stops, and whatever waits for the service does not any more. */
    void cancel(String reason) {
        orders.end(RunEnding.EndStatus.CANCELLED, reason);
        http.hurry();
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
