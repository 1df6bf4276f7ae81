package io.epochal.cli.conformance.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Takes its run from the queue, and claims its attempt in the store. */
final class QueueContractLine extends TopicContractLine {
    private static final Duration POLL = Duration.ofMillis(20);
    private final MinioObjectStore store;

    QueueContractLine(Map<String, String> environment, PlantedFault fault, BooleanSupplier killed) throws IOException {
        super(environment, fault, killed);
        this.store = new MinioObjectStore(
                Objects.requireNonNull(environment.get("EPOCHAL_S3_ENDPOINT")),
                Objects.requireNonNull(environment.get("EPOCHAL_S3_BUCKET")),
                Objects.requireNonNull(environment.get("EPOCHAL_S3_ACCESS_KEY")),
                Objects.requireNonNull(environment.get("EPOCHAL_S3_SECRET_KEY")));
    }

    @Override
    boolean isOfQueue() {
        return true;
    }

    @Override
    ObjectNode start(ObjectNode body) throws IOException {
        while (topics.queued().isEmpty()) {
            checkAlive();
            topics.poll(POLL);
        }
        RunRequested request = topics.queued().get();
        run = request.run();
        Attempts attempts = new Attempts(store, run);
        attempt = attempts.claim(attempts.last(), new Attempts.Claimant("contract", "queue@0", false))
                .orElseThrow();
        params(Wire.JSON.valueToTree(TrainingParams.of(request.spec())));
        ObjectNode start = Wire.JSON.createObjectNode().put("run", run).put("attempt", attempt);
        start.put("sequence", 0).put("time", "2026-01-02T03:04:05Z");
        start.set("spec", Wire.JSON.valueToTree(request.spec()));
        start.put("steps_per_epoch", 4).put("threads", 1).put("device", "none");
        start.putArray("input_shape").add(1);
        start.set("callbacks", body.get("callbacks"));
        JsonNode resume = body.path("resume");
        return resume.isMissingNode()
                ? start.put("type", "RunStarted")
                : resumed(start, resume).put("type", "RunResumed");
    }

    /** The store is asked where something is to be stored only. */
    @Override
    void lookAround() {}

    @Override
    void checkFence() throws IOException {
        if (fault != PlantedFault.IGNORES_NEWER_CLAIMS && new Attempts(store, run).last() > attempt) {
            throw new RefusedByService(409, "another trainer has claimed " + run);
        }
    }
}
