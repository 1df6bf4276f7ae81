package io.epochal.callback.recording.mlflow;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.field.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an event writes into its MLflow run. An epoch's step is the epoch, as MLflow's autologging for Keras has it; a batch's is the
 * number of batches trained.
 *
 * @param tags written again they change nothing, so they do not count for the run's position
 */
record EventEntries(List<LoggedPoint> points, SortedMap<String, String> tags) {
    /** What is recorded of a single batch, so that a user's metric of the same name stays apart. */
    static final String BATCH = "batch/";
    /** What was measured on the test set when the run ended. */
    static final String TEST = "test/";

    /** Types that write nothing; there can be very many of some. */
    static final Set<Class<? extends TrainingEvent>> IGNORED = Set.of(
            TrainingEvent.Heartbeat.class,
            TrainingEvent.RunSuspended.class,
            TrainingEvent.BatchReached.class,
            TrainingEvent.TrainingEnded.class,
            TrainingEvent.VerdictApplied.class,
            TrainingEvent.VerdictOverdue.class,
            TrainingEvent.CheckpointTaken.class,
            TrainingEvent.WeightsSummarized.class,
            TrainingEvent.WeightsDrawn.class);

    private static final int LONGEST_TAG = 4000;
    private static final int MOST_NAMES = 20;
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

    /** @param bucket of checkpoints whose keys are no URIs */
    static EventEntries of(TrainingEvent event, String bucket) {
        EventEntries entries = new EventEntries(new ArrayList<>(), new TreeMap<>());
        if (event instanceof EpochEnded epoch) {
            Metrics logs = epoch.metrics();
            boolean says = logs.get("learning_rate").isPresent();
            entries.points("", says ? logs : logs.with("learning_rate", epoch.learningRate()), event, epoch.epoch());
        } else if (event instanceof BatchRecorded batch) {
            entries.points(BATCH, batch.metrics(), event, batch.step());
        } else if (event instanceof CheckpointSaved saved) {
            saved.names().stream()
                    .limit(MOST_NAMES)
                    .forEach(name -> entries.tag("epochal.checkpoint." + name, uri(saved.key(), bucket)));
        } else if (event instanceof CommandApplied applied) {
            entries.command(applied);
        } else if (event instanceof RunEnded ended) {
            entries.end(ended, bucket);
        }
        return entries;
    }

    /** Of the program that trains an attempt. */
    static SortedMap<String, String> trainer(TrainingEvent first) {
        EventEntries entries = new EventEntries(List.of(), new TreeMap<>());
        if (first instanceof AttachedRunStarted attached) {
            entries.tag("epochal.trainer", attached.trainer().name());
        } else if (first instanceof AttachedRunResumed attached) {
            entries.tag("epochal.trainer", attached.trainer().name());
        } else if (first instanceof RunStarted ours) {
            entries.tag("epochal.trainer", "epochal on " + ours.device());
            if (ours.from() != null) {
                entries.tag(
                        "epochal.from", ours.from().run() + "/" + ours.from().checkpoint());
            }
        } else if (first instanceof RunResumed ours) {
            entries.tag("epochal.trainer", "epochal on " + ours.device());
        }
        return entries.tags;
    }

    /** MLflow's word for it. */
    static String status(RunStatus status) {
        return switch (status) {
            case COMPLETED, STOPPED_EARLY -> "FINISHED";
            case FAILED -> "FAILED";
            case CANCELLED -> "KILLED";
        };
    }

    boolean isEmpty() {
        return points.isEmpty() && tags.isEmpty();
    }

    private void command(CommandApplied applied) {
        tag("epochal.command", applied.command().getClass().getSimpleName());
        tag("epochal.command.outcome", String.valueOf(applied.outcome()));
        tag("epochal.command.requested_by", applied.requestedBy() == null ? "" : applied.requestedBy());
    }

    private void end(RunEnded ended, String bucket) {
        points(TEST, ended.test(), ended, Math.max(0, ended.epochsRun() - 1));
        tag("epochal.status", ended.status().wireName());
        tag("epochal.reason", ended.reason());
        if (ended.restoredEpoch() != null) {
            tag("epochal.restored_epoch", String.valueOf(ended.restoredEpoch()));
        }
        if (ended.checkpoint() != null) {
            tag("epochal.model", uri(ended.checkpoint(), bucket));
        }
    }

    private void points(String prefix, Metrics metrics, TrainingEvent event, long step) {
        Set<String> names = new HashSet<>();
        metrics.values().forEach((name, value) -> {
            String key = MlflowNames.unlike(names, prefix + name);
            names.add(key);
            points.add(new LoggedPoint(key, value, event.time().toEpochMilli(), step));
        });
    }

    private void tag(String name, String value) {
        tags.put(MlflowNames.of(name), Printable.of(value, LONGEST_TAG));
    }

    static String uri(String key, String bucket) {
        return SCHEME.matcher(key).matches() ? key : "s3://" + bucket + "/" + key;
    }
}
