package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps {@link CheckpointTable} among an MLflow run's artifacts, where the tracking server serves these. A server that answers, and does
 * not take it, is reported once for each run, and holds up nothing else.
 */
final class MlflowArtifacts {
    private static final int MOST_REPORTS = 10_000;

    private final MlflowServer server;
    private final String bucket;
    private final RecordingFailures failures;
    private final Set<String> reported = new HashSet<>();

    /** @param bucket of checkpoints whose keys are no URIs */
    MlflowArtifacts(MlflowServer server, String bucket, RecordingFailures failures) {
        this.server = server;
        this.bucket = bucket;
        this.failures = failures;
    }

    /** Adds what these events of one run say. They may have been added before. */
    void add(MlflowRun run, List<TrainingEvent> events) throws IOException, InterruptedException {
        List<TrainingEvent> said =
                events.stream().filter(CheckpointTable::concerns).toList();
        Optional<ArtifactPath> path = ArtifactPath.of(run.artifacts(), CheckpointTable.NAME);
        if (said.isEmpty() || path.isEmpty()) {
            return;
        }
        try {
            CheckpointTable table = read(path.get());
            said.forEach(event -> table.add(event, bucket));
            server.artifact(path.get(), table.toJson());
        } catch (MlflowRefusal e) {
            report(said.get(0).run(), e);
        }
    }

    /** Takes over what was saved before this epoch, since the run goes on there as another one in MLflow. */
    void copy(MlflowRun from, MlflowRun to, int epoch, String run) throws IOException, InterruptedException {
        Optional<ArtifactPath> source = ArtifactPath.of(from.artifacts(), CheckpointTable.NAME);
        Optional<ArtifactPath> target = ArtifactPath.of(to.artifacts(), CheckpointTable.NAME);
        if (source.isEmpty() || target.isEmpty()) {
            return;
        }
        try {
            CheckpointTable table = read(source.get());
            table.keepBefore(epoch);
            if (!table.isEmpty()) {
                server.artifact(target.get(), table.toJson());
            }
        } catch (MlflowRefusal e) {
            report(run, e);
        }
    }

    private CheckpointTable read(ArtifactPath path) throws IOException, InterruptedException {
        Optional<JsonNode> there = server.artifact(path);
        return new CheckpointTable(there.orElseGet(MissingNode::getInstance));
    }

    private void report(String run, MlflowRefusal why) {
        if (reported.size() < MOST_REPORTS && reported.add(run)) {
            failures.failed(new RecordingFailure(
                    MlflowRecorder.NAME, run, CheckpointTable.NAME, String.valueOf(why.getMessage()), false));
        }
    }
}
