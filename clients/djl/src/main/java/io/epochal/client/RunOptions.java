package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a program attaches to a run. Names and defaults are those of {@code POST /runs}. */
public final class RunOptions {
    private static final List<String> OWN =
            List.of("StopTraining", "CancelRun", "PauseTraining", "ReplaceCallbacks", "RecordBatches");
    private static final int MOST_HEARTBEAT = 86_400;
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final JsonObject body = new JsonObject();
    private final JsonObject params = new JsonObject();
    private @Nullable URI url;
    private @Nullable String token;
    private @Nullable ResumeFrom resume;
    private TrainingProgram program = new TrainingProgram() {};
    private OnUnreachable onUnreachable = OnUnreachable.WAIT;
    private Duration giveUpAfter = Duration.ofSeconds(10);
    private boolean batches = true;
    private boolean endOnShutdown = true;
    private int heartbeat = 60;

    private RunOptions(double learningRate) {
        body.addProperty("attach_id", UUID.randomUUID().toString());
        trainer("java " + Runtime.version().feature());
        params.add("metrics", new JsonArray());
        params.addProperty("validates", true);
        params.add("learning_rate", JsonValues.number(learningRate));
        body.add("callbacks", new JsonArray());
    }

    /** @param learningRate the optimizer's, for the first step */
    public static RunOptions of(double learningRate) {
        return new RunOptions(learningRate);
    }

    /** The first part of the run's id, where the service chooses that; by default {@code run}. */
    public RunOptions name(String name) {
        body.addProperty("name", name);
        return this;
    }

    /** The run's id. */
    public RunOptions run(String run) {
        body.addProperty("run", run);
        return this;
    }

    /** What trains, in words, for people. */
    public RunOptions trainer(String words) {
        body.addProperty("trainer", words);
        return this;
    }

    /** A round is so many steps and an evaluation, instead of an epoch. */
    public RunOptions evaluations() {
        body.addProperty("unit", "evaluation");
        return this;
    }

    /** How many rounds are trained at most; by default as many as it takes until something stops it. */
    public RunOptions epochs(int epochs) {
        params.addProperty("epochs", epochs);
        return this;
    }

    /** The names of the metrics, without the loss, and without their {@code val_} ones. */
    public RunOptions metrics(List<String> names) {
        params.add("metrics", JsonValues.of(names));
        return this;
    }

    /** Of metrics where their names do not tell: {@code min} or {@code max}. */
    public RunOptions directions(Map<String, String> directions) {
        params.add("directions", JsonValues.of(new LinkedHashMap<>(directions)));
        return this;
    }

    /** Whether rounds have {@code val_} metrics; by default they have. */
    public RunOptions validates(boolean validates) {
        params.addProperty("validates", validates);
        return this;
    }

    /** A schedule sets the learning rate, so that no callback may. */
    public RunOptions scheduled(boolean scheduled) {
        params.addProperty("scheduled", scheduled);
        return this;
    }

    /** As in a run spec, with Keras' names: {@code Map.of("type", "EarlyStopping", "patience", 5)}. */
    public RunOptions callbacks(List<? extends Map<String, ?>> callbacks) {
        body.add("callbacks", JsonValues.of(new ArrayList<>(callbacks)));
        return this;
    }

    /** What the program does at commands; by default it takes its learning rate from {@link AttachedRun#learningRate}. */
    public RunOptions obey(TrainingProgram obeys) {
        this.program = obeys;
        return this;
    }

    /** Goes on from a checkpoint: its run, with its callbacks as they stood. */
    public RunOptions resume(ResumeFrom from) {
        this.resume = from;
        return this;
    }

    /** Whether each batch is published; by default it is. */
    public RunOptions batches(boolean published) {
        this.batches = published;
        return this;
    }

    /** Seconds within which the service hears something, or shows the run as lost; by default 60. */
    public RunOptions heartbeat(int seconds) {
        if (seconds < 1 || seconds > MOST_HEARTBEAT) {
            throw new IllegalArgumentException(
                    "heartbeat must be from 1 to " + MOST_HEARTBEAT + " seconds; found " + seconds);
        }
        this.heartbeat = seconds;
        return this;
    }

    /** After which {@link OnUnreachable#FAIL} and {@link OnUnreachable#CONTINUE} give up trying; by default ten seconds. */
    public RunOptions giveUpAfter(Duration patience) {
        this.giveUpAfter = patience;
        return this;
    }

    /** By default {@link OnUnreachable#WAIT}. */
    public RunOptions onUnreachable(OnUnreachable what) {
        this.onUnreachable = what;
        return this;
    }

    /**
     * Whether the run is cancelled when the process is told to end, as by Ctrl-C; by default it is. Without it such a run is lost, and
     * can be resumed.
     */
    public RunOptions endOnShutdown(boolean ends) {
        this.endOnShutdown = ends;
        return this;
    }

    /** Where the service is, if not where a local stack or {@code EPOCHAL_URL} says. */
    public RunOptions url(URI service) {
        this.url = service;
        return this;
    }

    /** By which the service lets the program in, if not the one that the environment or a local stack has. */
    public RunOptions token(String text) {
        this.token = text;
        return this;
    }

    @Nullable
    String token() {
        return token;
    }

    @Nullable
    URI url() {
        return url;
    }

    @Nullable
    ResumeFrom resume() {
        return resume;
    }

    TrainingProgram program() {
        return program;
    }

    OnUnreachable onUnreachable() {
        return onUnreachable;
    }

    /** How long one call is tried again. */
    Duration patience() {
        return onUnreachable == OnUnreachable.WAIT ? FOR_EVER : giveUpAfter;
    }

    /** The same where the program cannot be held up. */
    Duration shortPatience() {
        return giveUpAfter;
    }

    boolean publishesBatches() {
        return batches;
    }

    boolean endsOnShutdown() {
        return endOnShutdown;
    }

    int heartbeat() {
        return heartbeat;
    }

    /** The optimizer's rate for the next step: what a checkpoint had, where the program resumes from one. */
    public float learningRate() {
        return (float) (resume == null ? JsonValues.read(params.get("learning_rate")) : resume.learningRate());
    }

    /** How many rounds are trained at most; 0 where it is not known. */
    public int epochs() {
        return params.has("epochs") ? params.get("epochs").getAsInt() : 0;
    }

    SortedSet<String> capabilities() {
        SortedSet<String> capabilities = new TreeSet<>(OWN);
        capabilities.addAll(program.capabilities());
        if (capabilities.contains("SaveCheckpoint")) {
            capabilities.add("SaveEvery");
        }
        return capabilities;
    }

    /** The body of {@code POST /runs}: the same each time, so that it can be sent again. */
    JsonObject body() {
        JsonObject whole = body.deepCopy();
        whole.add("params", params.deepCopy());
        whole.add("capabilities", JsonValues.of(capabilities()));
        whole.addProperty("heartbeat", heartbeat);
        if (resume != null) {
            whole.addProperty("run", resume.run());
            whole.add("callbacks", resume.callbacks());
            whole.getAsJsonObject("params").add("learning_rate", JsonValues.number(resume.learningRate()));
            whole.add("resume", resume.request());
        }
        return whole;
    }
}
