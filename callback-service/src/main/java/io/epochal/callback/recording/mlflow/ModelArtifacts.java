package io.epochal.callback.recording.mlflow;

import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.store.ModelExports;
import io.epochal.callback.summary.NamedCheckpoint;
import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Uploads named checkpoints and final models to MLflow: of each name of a run the one that has it when it is its turn. What is there is not
 * sent again. Uploads have a thread of their own, so that who calls this never waits for one.
 */
public final class ModelArtifacts implements MlflowWriter, AutoCloseable {
    /** As failures are reported. */
    public static final String NAME = "mlflow-artifacts";
    /** They say of no checkpoint that it is to be uploaded. */
    public static final Set<Class<? extends TrainingEvent>> IGNORED = Wire.types(TrainingEvent.class).values().stream()
            .filter(type -> !Set.of(CheckpointSaved.class, RunEnded.class, RunResumed.class)
                    .contains(type))
            .collect(Collectors.toUnmodifiableSet());

    private static final Logger LOG = Logger.getLogger(ModelArtifacts.class);

    private final UploadRound queue;
    private final RecordingFailures failures;
    private final LongSupplier nanos;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(ModelArtifacts::thread);
    private final Map<String, WantedModel> waiting = new LinkedHashMap<>();
    private Map<String, WantedModel> asked = Map.of();
    private @Nullable Future<UploadRound.Left> underWay;
    private long next;

    /**
     * @param exports of the checkpoints
     * @param bucket of them
     */
    public ModelArtifacts(MlflowSettings settings, ModelExports exports, String bucket, RecordingFailures failures) {
        this(settings, exports, bucket, failures, UploadRound.STALL, System::nanoTime);
    }

    ModelArtifacts(
            MlflowSettings settings,
            ModelExports exports,
            String bucket,
            RecordingFailures failures,
            Duration stall,
            LongSupplier nanos) {
        MlflowServer server = new MlflowServer(settings);
        this.queue = new UploadRound(server, new ModelUpload(server, exports, bucket, stall), exports, failures, nanos);
        this.failures = failures;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    @Override
    public void add(TrainingEvent event) {
        try {
            Identifier.check("run", event.run());
        } catch (SpecException e) {
            failures.failed(RecordingFailure.of(NAME, event.run(), "an event", e));
            return;
        }
        Consumer<WantedModel> later = wanted -> {
            // Behind what waits: it is as old as its event.
            var unused = waiting.remove(wanted.place());
            waiting.put(wanted.place(), wanted);
        };
        int attempt = event.attempt();
        if (event instanceof CheckpointSaved saved && isOurs(saved.key())) {
            saved.names().stream()
                    .filter(name -> !CheckpointPath.RESERVED.contains(name))
                    .forEach(name ->
                            later.accept(new WantedModel(saved.run(), attempt, name, Optional.of(saved.key()))));
        } else if (event instanceof RunEnded ended && ended.checkpoint() != null && isOurs(ended.checkpoint())) {
            later.accept(new WantedModel(ended.run(), attempt, NamedCheckpoint.FINAL, Optional.of(ended.checkpoint())));
        } else if (event instanceof RunResumed) {
            later.accept(new WantedModel(event.run(), attempt, UploadRound.ALL, Optional.empty()));
        }
    }

    /** An attached program's checkpoints are at addresses of its own. */
    private static boolean isOurs(String key) {
        return key.startsWith("runs/");
    }

    @Override
    public boolean write() throws InterruptedException {
        Future<UploadRound.Left> running = underWay;
        if (running != null && !running.isDone()) {
            return false;
        }
        if (running != null) {
            underWay = null;
            settle(running);
        }
        if (!waiting.isEmpty() && nanos.getAsLong() - next >= 0) {
            Map<String, WantedModel> all = new LinkedHashMap<>(waiting);
            asked = all;
            underWay = thread.submit(() -> queue.upload(all));
        }
        return waiting.isEmpty();
    }

    private void settle(Future<UploadRound.Left> done) throws InterruptedException {
        try {
            UploadRound.Left left = done.get();
            // What has come meanwhile stays.
            asked.forEach(waiting::remove);
            left.waiting().forEach(waiting::putIfAbsent);
            next = nanos.getAsLong() + left.pause().toNanos();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            LOG.error("uploads to MLflow have failed, and begin again", e.getCause());
            next = nanos.getAsLong() + UploadRound.LONGEST_PAUSE.toNanos();
        }
    }

    @Override
    public void release() {
        Future<UploadRound.Left> running = underWay;
        if (running != null) {
            running.cancel(true);
        }
        underWay = null;
        waiting.clear();
        next = nanos.getAsLong();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mlflow-upload");
        thread.setDaemon(true);
        return thread;
    }
}
