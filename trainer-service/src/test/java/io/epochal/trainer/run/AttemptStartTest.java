package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Content;
import io.epochal.protocol.RunRequested;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.claim.Claims.Claimed;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptStartTest {
    private static final RunRequested.WarmStart OTHER_RUN = new RunRequested.WarmStart("other", "key");
    private static final RunState SAVED = TestStates.at(1, 3);

    private final TestLoop run = new TestLoop();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void withoutACheckpointTheRunBeginsWithFreshWeights() throws IOException {
        run.engine.weights = "fresh";
        AttemptStart start = start(TestStates.REQUEST, Optional.empty());
        start.restore(run.attempt.checkpoints, run.engine);

        assertThat(start.state()).isEqualTo(TestStates.START);
        assertThat(start.from()).isEmpty();
        assertThat(run.engine.weights).isEqualTo("fresh");
    }

    @Test
    void aRunThatWasRequestedWithOtherWeightsBeginsWithThem() throws IOException {
        storeInitialWeights();
        AttemptStart start = start(request(OTHER_RUN, null), Optional.empty());
        start.restore(run.attempt.checkpoints, run.engine);

        assertThat(start.state()).isEqualTo(TestStates.START);
        assertThat(run.engine.weights).isEqualTo("initial");
    }

    @Test
    void aCheckpointReplacesTheWeightsThatTheRunBeganWith() throws IOException {
        storeInitialWeights();
        run.engine.weights = "trained";
        ResumedCheckpoint saved = run.saved(SAVED, ResumePoint.EPOCH_ENDED);
        run.engine.weights = "fresh";
        AttemptStart start = start(request(OTHER_RUN, null), Optional.of(saved));
        start.restore(run.attempt.checkpoints, run.engine);

        assertThat(start.state()).isEqualTo(SAVED);
        assertThat(start.from()).contains(saved);
        assertThat(run.engine.weights).isEqualTo("trained");
    }

    @Test
    void anEndThatTheRequestRevokesIsNotResumed() throws IOException {
        ResumedCheckpoint saved = run.saved(SAVED.terminated(TestStates.CANCELLED), ResumePoint.BETWEEN_BATCHES);
        RunRequested revoking = request(null, new RunRequested.TakenBack(1, List.of("c-1")));

        assertThat(start(revoking, Optional.of(saved)).state()).isEqualTo(SAVED.answering("c-1"));
    }

    private AttemptStart start(RunRequested request, Optional<ResumedCheckpoint> from) throws IOException {
        Claimed claimed = new Claimed(2, from.map(ResumedCheckpoint::checkpoint));
        return AttemptStart.of(request, claimed, false, run.attempt.checkpoints);
    }

    private static RunRequested request(
            RunRequested.@Nullable WarmStart from, RunRequested.@Nullable TakenBack revoked) {
        return new RunRequested("run", Instant.EPOCH, TestStates.SPEC, from, revoked);
    }

    /** As the command does, before it requests the run. */
    private void storeInitialWeights() throws IOException {
        String part = "weights.safetensors";
        Content weights = Content.of("initial".getBytes(StandardCharsets.UTF_8));
        var model = run.attempt.checkpoints.saveModel(new CheckpointId(0, 0, 0, false), "start", Map.of(part, weights));
        run.attempt.checkpoints.name(RunRequested.WarmStart.NAME, model, part, 0, 0);
    }
}
