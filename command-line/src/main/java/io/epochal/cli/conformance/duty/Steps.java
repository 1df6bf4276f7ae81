package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Heartbeat;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How far a program says that it has trained. */
final class Steps {
    private Steps() {}

    /** Those that a call names as trained. */
    static LongStream of(TrainerCall call) {
        if (!(call instanceof TrainerCall.Events events)) {
            return LongStream.empty();
        }
        Stream<Long> said = events.said().stream().map(one -> one.event()).flatMap(event -> {
            if (event instanceof TrainingEvent.Barrier barrier) {
                return Stream.of(barrier.step());
            }
            return event instanceof Heartbeat heartbeat ? Stream.of(heartbeat.step()) : Stream.<Long>empty();
        });
        return Stream.concat(said, events.batches().stream().map(batch -> batch.step()))
                .mapToLong(Long::longValue);
    }

    /** Expects that nothing was trained beyond this step. */
    static void endAt(long most, Transcript whole, Findings findings) {
        whole.batches().stream()
                .filter(batch -> batch.step() > most)
                .findFirst()
                .ifPresent(batch ->
                        findings.expect(false, "no batch after step " + most, "a batch with step " + batch.step()));
        whole.rounds().stream()
                .filter(round -> round.step() > most)
                .findFirst()
                .ifPresent(round -> findings.expect(
                        false, "no round after step " + most, "EpochEnded.step " + round.step(), round));
    }
}
