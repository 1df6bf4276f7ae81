package io.epochal.callback.recording.mlflow;

import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.store.ModelExports;
import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Uploads checkpoints one after the other, and decides what becomes of those that do not go. For one thread. */
final class UploadRound {
    /** In place of a name: all that the run has. A resumed run may have got a new MLflow run, which is to have them too. */
    static final String ALL = "";

    static final Duration STALL = Duration.ofMinutes(5);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(UploadRound.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /** How long the recorder of runs may be behind before a checkpoint is passed over. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int MOST_TRIES = 5;
    private static final int MOST_REMEMBERED = 10_000;

    private final MlflowServer server;
    private final ModelUpload upload;
    private final ModelExports exports;
    private final RecordingFailures failures;
    private final LongSupplier nanos;
    private final Set<String> refused = new HashSet<>();
    private final Map<String, Integer> tries = new HashMap<>();
    private final Map<String, Long> early = new HashMap<>();
    private Duration pause = Duration.ZERO;

    UploadRound(
            MlflowServer server,
            ModelUpload upload,
            ModelExports exports,
            RecordingFailures failures,
            LongSupplier nanos) {
        this.server = server;
        this.upload = upload;
        this.exports = exports;
        this.failures = failures;
        this.nanos = nanos;
    }

    /**
     * What is to be tried again.
     *
     * @param pause before that
     */
    record Left(Map<String, WantedModel> waiting, Duration pause) {}

    /** Uploads these in their order; returns early where MLflow or the store is away. */
    Left upload(Map<String, WantedModel> wanted) throws InterruptedException {
        Map<String, WantedModel> left = new LinkedHashMap<>(wanted);
        boolean waits = false;
        for (WantedModel one : wanted.values()) {
            try {
                if (one.name().equals(ALL)) {
                    Map<String, WantedModel> names = names(one);
                    left.remove(one.place());
                    names.forEach(left::putIfAbsent);
                    waits |= !names.isEmpty();
                } else if (isSettled(one)) {
                    left.remove(one.place());
                } else {
                    waits = true;
                }
                wentOn();
            } catch (MlflowUnavailableException e) {
                if (!isRefused(one, e)) {
                    return new Left(left, longer(e));
                }
                left.remove(one.place());
            } catch (IOException e) {
                if (!ModelUpload.isFinal(e)) {
                    return new Left(left, longer(e));
                }
                report(one, e);
                left.remove(one.place());
            }
        }
        return new Left(left, waits ? FIRST_PAUSE : Duration.ZERO);
    }

    private Map<String, WantedModel> names(WantedModel all) throws IOException {
        Map<String, WantedModel> names = new LinkedHashMap<>();
        for (String name : exports.names(all.run())) {
            if (!CheckpointPath.RESERVED.contains(name)) {
                WantedModel one = new WantedModel(all.run(), all.attempt(), name, Optional.empty());
                names.put(one.place(), one);
            }
        }
        return names;
    }

    private boolean isSettled(WantedModel wanted) throws IOException, InterruptedException {
        if (refused.contains(wanted.run())) {
            return true;
        }
        return switch (upload.run(wanted)) {
            case SETTLED -> {
                early.remove(wanted.place());
                tries.remove(wanted.place());
                yield true;
            }
            case BUSY -> false;
            case TOO_EARLY -> isGivenUp(wanted);
        };
    }

    /** A run that MLflow has refused, or that somebody has deleted there, never comes. */
    private boolean isGivenUp(WantedModel wanted) {
        long now = nanos.getAsLong();
        long since = early.computeIfAbsent(wanted.place(), place -> now);
        if (now - since < PATIENCE.toNanos()) {
            return false;
        }
        early.remove(wanted.place());
        report(
                wanted,
                new IOException("MLflow has not had this attempt of the run for " + PATIENCE.toMinutes()
                        + " minutes; move the group mlflow-artifact-recorder back when it has"));
        return true;
    }

    /** Whether MLflow cannot take this although it answers other questions, again and again; then the run's others are not tried. */
    private boolean isRefused(WantedModel wanted, MlflowUnavailableException why) throws InterruptedException {
        server.allow(MlflowRecorder.LONGEST);
        if (!server.answers() || tries.merge(wanted.place(), 1, Integer::sum) < MOST_TRIES) {
            return false;
        }
        tries.remove(wanted.place());
        report(wanted, why);
        return true;
    }

    /** Once a run. */
    private void report(WantedModel wanted, IOException why) {
        if (refused.size() > MOST_REMEMBERED) {
            refused.clear();
        }
        boolean first = !(why instanceof MlflowRefusal || why instanceof MlflowUnavailableException)
                || refused.add(wanted.run());
        if (first) {
            failures.failed(new RecordingFailure(
                    ModelArtifacts.NAME, wanted.run(), wanted.folder(), String.valueOf(why.getMessage()), false));
        }
    }

    private Duration longer(IOException why) {
        if (pause.isZero()) {
            LOG.warnf(
                    "checkpoints cannot be uploaded to MLflow, and are tried again until they can: %s",
                    Printable.of(String.valueOf(why.getMessage()), 600));
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : twice;
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return pause;
    }

    private void wentOn() {
        if (!pause.isZero()) {
            LOG.info("checkpoints are uploaded to MLflow again");
            pause = Duration.ZERO;
        }
    }
}
