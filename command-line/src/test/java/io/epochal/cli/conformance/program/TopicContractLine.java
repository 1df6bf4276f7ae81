package io.epochal.cli.conformance.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Says its events on the topics, and reads verdicts, requests, and who else attaches to its run. */
class TopicContractLine extends ContractLine {
    /** Long for a busy machine: a question that is asked twice is a fault where no verdict was lost. */
    private static final Duration AGAIN = Duration.ofSeconds(3);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final List<String> OF_TRAINER = List.of("attach_id", "capabilities");

    final ContractTopics topics;
    private ObjectNode params = Wire.JSON.createObjectNode();
    private JsonNode attachId = Wire.JSON.nullNode();
    private ObjectNode start = Wire.JSON.createObjectNode();
    String run = "";
    int attempt;

    TopicContractLine(Map<String, String> environment, PlantedFault fault, BooleanSupplier killed) {
        super(fault, killed);
        this.topics = new ContractTopics(environment, fault);
    }

    @Override
    void close() {
        topics.close();
    }

    @Override
    JsonNode once(ObjectNode body) throws IOException {
        if (body.has("attach_id")) {
            if (!body.get("attach_id").equals(attachId)) {
                attachId = body.get("attach_id");
                start = start(body);
            }
            ObjectNode whole = start.deepCopy();
            return attached(whole, topics.say(Topic.EVENTS, whole.remove("type").asText(), whole));
        }
        ArrayNode events = (ArrayNode) body.get("events");
        body.withArray("batches").forEach(batch -> topics.say(Topic.BATCHES, "BatchEnded", whole(batch)));
        events.forEach(this::publish);
        body.putArray("batches");
        JsonNode last = events.isEmpty() ? Wire.JSON.createObjectNode() : events.get(events.size() - 1);
        boolean asks = isBarrier(last.path("type").asText());
        return asks
                ? answer(last.get("sequence").asLong())
                : requests(body.path("wait").asDouble());
    }

    private void publish(JsonNode event) {
        ObjectNode whole = whole(event);
        String type = whole.remove("type").asText();
        if (isBarrier(type)) {
            whole.set("params", params);
        }
        topics.say(Topic.EVENTS, type, whole);
    }

    private static boolean isBarrier(String type) {
        return Wire.names(TrainingEvent.Barrier.class).contains(type);
    }

    private ObjectNode whole(JsonNode said) {
        return ((ObjectNode) said.deepCopy())
                .put("run", run)
                .put("attempt", attempt)
                .put("time", "2026-01-02T03:04:05Z");
    }

    private JsonNode attached(ObjectNode start, boolean asks) throws IOException {
        ObjectNode answer = asks ? answer(0) : Wire.JSON.createObjectNode();
        if (!asks && start.has("callbacks")) {
            answer.set("callbacks", start.get("callbacks"));
        }
        return answer.put("run", run).put("attempt", attempt);
    }

    /** The event with which the attempt begins, with its type. */
    ObjectNode start(ObjectNode body) throws IOException {
        JsonNode resume = body.path("resume");
        run = body.has("run") ? body.get("run").asText() : "contract-" + UUID.randomUUID();
        attempt = topics.newestAttempt(run) + (fault == PlantedFault.TAKES_A_USED_ATTEMPT ? 0 : 1);
        attempt = Math.max(1, attempt);
        params = (ObjectNode) body.get("params").deepCopy();
        params.put("validates", false).put("scheduled", false).put("use_ema", false);
        params.put("semantics", "keras-3.15").put("asks_at_end", true);
        ObjectNode start = whole(Wire.JSON.createObjectNode()).put("sequence", 0);
        ObjectNode trainer = start.putObject("trainer").put("unit", "epoch").put("heartbeat", 60);
        OF_TRAINER.forEach(field -> trainer.set(field, body.get(field)));
        trainer.set("name", body.get("trainer"));
        start.set("params", params);
        start.set("callbacks", body.get("callbacks"));
        if (resume.isMissingNode()) {
            return start.put("type", AttachedRunStarted.class.getSimpleName());
        }
        return resumed(start, resume).put("type", "AttachedRunResumed");
    }

    static ObjectNode resumed(ObjectNode start, JsonNode resume) {
        for (String field : List.of("epoch", "batch", "step", "checkpoint")) {
            start.set(field, resume.get(field));
        }
        start.set("from_attempt", resume.get("attempt"));
        start.set("from_sequence", resume.get("sequence"));
        return start;
    }

    /** Of a run spec. */
    final void params(JsonNode of) {
        params = (ObjectNode) of;
    }

    private ObjectNode answer(long sequence) throws IOException {
        long again = System.nanoTime() + AGAIN.toNanos();
        while (System.nanoTime() < again) {
            checkAlive();
            topics.poll(POLL);
            lookAround();
            Optional<JsonNode> verdict = topics.verdict(run, attempt, sequence);
            if (verdict.isPresent()) {
                ObjectNode answer = Wire.JSON.createObjectNode();
                answer.set("verdict", verdict.get());
                answer.set("commands", topics.requests(run));
                return answer;
            }
        }
        throw new IOException("no verdict on " + sequence);
    }

    /** While it waits. */
    void lookAround() throws IOException {
        checkFence();
    }

    private JsonNode requests(double wait) {
        long end = System.nanoTime() + (long) (wait * 1e9);
        int before = topics.requests(run).size();
        do {
            checkAlive();
            topics.poll(POLL);
        } while (System.nanoTime() < end && topics.requests(run).size() == before);
        ObjectNode answer = Wire.JSON.createObjectNode();
        answer.set("commands", topics.requests(run));
        return answer;
    }

    @Override
    void checkFence() throws IOException {
        if (topics.newestAttempt(run) > attempt) {
            throw new RefusedByService(409, "another program has attached to " + run);
        }
    }
}
