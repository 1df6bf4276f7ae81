package io.epochal.trainer.messaging;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The queue of runs as one trainer sees it: it holds one record at a time, and if it dies another trainer gets that record. Used by
 * one thread.
 */
interface RecordQueue extends AutoCloseable {
    /** The next record, held from now on; empty when none has come for a moment. */
    Optional<ConsumerRecord<String, byte[]>> take();

    /** Whether the broker will not hand the held record out again if this trainer dies too. For any thread. */
    boolean last(ConsumerRecord<String, byte[]> held);

    /** How long a record may be held before the next {@link #hold}. */
    Duration pace();

    /**
     * Renews the hold.
     *
     * @return false when the record was lost to another trainer
     */
    boolean hold();

    /** The held record is not handed out again. */
    void done();

    /**
     * The held record is handed out again, to any free trainer, and that does not count against it with the broker.
     *
     * @param returns how often it was put back because the run could not begin
     */
    void putBack(int returns);

    /** That, where the record itself does not say it. */
    int returns();

    /**
     * As {@link #putBack}, for a run that another trainer has claimed: if the record is still held here, that one does not hold it,
     * and the run would be lost with it.
     */
    void release();

    /** Releases everything; a record that is held goes to another trainer at once. */
    @Override
    void close();
}
