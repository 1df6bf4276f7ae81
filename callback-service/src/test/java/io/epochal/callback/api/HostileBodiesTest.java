package io.epochal.callback.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.epochal.callback.Mutation;
import io.epochal.callback.Specs;
import io.epochal.callback.api.access.JsonBody;
import io.epochal.callback.api.commands.CommandBody;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.attach.AttachRequest;
import io.epochal.protocol.attach.CallException;
import io.epochal.protocol.attach.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a body is, it is read or refused with the client's fault in words and in time; none is an error of the service. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class HostileBodiesTest {
    private static final int EACH = 400;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final TrainingParams PARAMS = TrainingParams.of(Specs.with(List.of(), List.of()));

    /** The calls that have a body, with bodies that are right. */
    private enum Call {
        COMMAND(
                CommandBody::read,
                "{\"type\":\"StopTraining\",\"reason\":\"good enough\"}",
                "{\"type\":\"SetLearningRate\",\"value\":0.0005}",
                "{\"type\":\"SaveCheckpoint\",\"name\":\"before-lunch\"}",
                "{\"type\":\"SummarizeWeights\"}",
                "{\"type\":\"ReplaceCallbacks\",\"callbacks\":[{\"type\":\"EarlyStopping\",\"patience\":10}]}",
                "{\"command_id\":\"c-1\",\"requested_by\":\"ann\",\"command\":{\"type\":\"PauseTraining\"}}"),
        ATTACHMENT(
                body -> AttachRequest.read(JsonBody.object(body, "")),
                """
                {"attach_id": "8f0e1c", "run": "iris-example", "name": "iris", "trainer": "keras 3.15.1 on jax", "unit": "epoch",
                 "params": {"epochs": 50, "metrics": ["accuracy", "lift"], "directions": {"lift": "max"}, "validates": true,
                            "learning_rate": 0.01, "scheduled": false, "use_ema": false, "semantics": "keras-3.15"},
                 "callbacks": [{"type": "EarlyStopping", "patience": 5, "restore_best_weights": true}],
                 "capabilities": ["StopTraining", "SetLearningRate", "RestoreWeights"], "heartbeat": 60}""",
                """
                {"attach_id": "8f0e1c", "trainer": "a loop", "params": {"metrics": [], "learning_rate": null},
                 "resume": {"attempt": 1, "sequence": 7, "epoch": 1, "batch": -1, "step": 8, "checkpoint": "s3://x/y"}}"""),
        REPORT(
                body -> Report.read(JsonBody.object(body, ""), "run", 1, PARAMS, Instant.EPOCH),
                """
                {"events": [
                   {"type": "VerdictApplied", "sequence": 1, "answers": 0, "epoch": -1, "step": 0, "commands": [], "reasons": [],
                    "recordings": [], "learning_rate": 0.01},
                   {"type": "EpochEnded", "sequence": 2, "epoch": 0, "step": 4, "metrics": {"loss": 1.1, "val_loss": 1.0},
                    "learning_rate": 0.01, "seconds": 0.5, "last": false,
                    "callbacks": [{"type": "EarlyStopping", "patience": 5, "state": {"wait": 0}}]}],
                 "batches": [
                   {"epoch": 0, "batch": 0, "step": 1, "loss": 1.2, "metrics": {"loss": 1.2}, "learning_rate": 0.01, "dropped": 0}],
                 "wait": 0}""");

        private final Consumer<byte[]> reader;
        private final List<String> bodies;

        Call(Consumer<byte[]> reader, String... bodies) {
            this.reader = reader;
            this.bodies = List.of(bodies);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyBodyIsReadOrRefused(Call call) throws Exception {
        Mutation mutation = new Mutation(new Random(205));
        int taken = 0;
        for (String body : call.bodies) {
            for (int i = 0; i < EACH; i++) {
                byte[] mutated = mutation.of(body.getBytes(UTF_8));
                taken += assertTimeoutPreemptively(LIMIT, () -> isTaken(call, mutated)) ? 1 : 0;
            }
        }
        assertThat(taken).isBetween(1, call.bodies.size() * EACH * 9 / 10);
    }

    private static boolean isTaken(Call call, byte[] body) {
        try {
            call.reader.accept(body);
            return true;
        } catch (ProblemException e) {
            assertThat(e.getResponse().getStatus()).isBetween(400, 499);
            assertThat(e.getMessage()).isNotBlank();
            return false;
        } catch (CallException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }
}
