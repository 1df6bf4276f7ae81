package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.kafka.Records;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void decidesOnEventsThatImproveAndOnOthers() {
        List<Verdict> verdicts = new ArrayList<>();
        new Rehearsal(record -> verdicts.add(Deliberation.decide(
                        (TrainingEvent.Barrier) Records.read(record), CallbackProviders.NONE, Instant.EPOCH)))
                .run();

        assertThat(verdicts).hasSize(Rehearsal.TIMES);
        assertThat(verdicts.get(0).commands()).hasAtLeastOneElementOfType(Command.SaveCheckpoint.class);
        assertThat(verdicts.get(0).callbacks()).isNotEqualTo(verdicts.get(1).callbacks());
    }

    @Test
    void aRehearsalThatFailsEnds() {
        AtomicInteger tried = new AtomicInteger();
        new Rehearsal(record -> {
                    tried.incrementAndGet();
                    throw new IllegalStateException("planted");
                })
                .run();

        assertThat(tried).hasValue(1);
    }
}
