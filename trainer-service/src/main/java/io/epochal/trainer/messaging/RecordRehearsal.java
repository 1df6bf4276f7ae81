package io.epochal.trainer.messaging;

import io.epochal.kafka.ExampleRecords;
import io.epochal.kafka.Records;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;

/** Writes and reads made-up records, so that the JVM has compiled the code when a run's own are due. */
public final class RecordRehearsal {
    private static final int TIMES = 300;

    private RecordRehearsal() {}

    /** Takes some tenths of a second of one core; sends nothing. */
    public static void run() {
        EpochEnded event = ExampleRecords.epochEnded();
        Verdict verdict = ExampleRecords.verdict();
        try {
            for (int i = 0; i < TIMES; i++) {
                ExampleRecords.received(event);
                Records.read(ExampleRecords.received(verdict));
            }
        } catch (UnreadableException e) {
            throw new IllegalStateException("the example's verdict cannot be read", e);
        }
    }
}
