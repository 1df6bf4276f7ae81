package io.epochal.trainer.messaging;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Barrier;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import io.epochal.tracing.TraceParent;
import io.epochal.tracing.TracedSpan;
import io.epochal.tracing.Traces;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The traces of one attempt: one for each barrier, from its event through the verdict to the event that it was applied. Any thread may
 * call. An attempt that goes on from another begins with a link to what that one traced last.
 */
final class BarrierTraces implements AutoCloseable {
    /** Traces that are under way; one more ends the oldest, as that of a trial that became void, which no verdict answers. */
    private static final int MOST = 16;

    private final Traces traces;
    private final String run;
    private final int attempt;
    private final ConcurrentNavigableMap<Long, TracedSpan> barriers = new ConcurrentSkipListMap<>();
    private final Map<Long, TracedSpan> verdicts = new ConcurrentHashMap<>();
    private volatile TraceParent before;

    /** @param before what an earlier attempt traced last */
    BarrierTraces(Traces traces, String run, int attempt, TraceParent before) {
        this.traces = traces;
        this.run = run;
        this.attempt = attempt;
        this.before = before;
    }

    /** A barrier's trace begins where the training asks, not where the record is sent. */
    void reported(TrainingEvent event) {
        if (traces.on() && event instanceof Barrier) {
            barriers.put(
                    event.sequence(),
                    traces.begin(
                            "barrier " + event.getClass().getSimpleName(),
                            Map.of(
                                    "epochal.run", run,
                                    "epochal.attempt", Integer.toString(attempt),
                                    "epochal.sequence", Long.toString(event.sequence())),
                            before));
            before = TraceParent.NONE;
            if (barriers.size() > MOST) {
                end(barriers.firstKey());
            }
        }
    }

    private void end(long sequence) {
        Stream.of(verdicts, barriers)
                .map(open -> open.remove(sequence))
                .filter(Objects::nonNull)
                .forEach(TracedSpan::end);
    }

    /** Begins to send an event, if it is one of those that are traced. A barrier that is asked again is sent again, in its trace. */
    TracedSpan send(TrainingEvent event, ProducerRecord<String, byte[]> record) {
        if (!traces.on()) {
            return TracedSpan.NONE;
        }
        if (event instanceof Barrier) {
            TracedSpan barrier = barriers.get(event.sequence());
            return barrier == null ? TracedSpan.NONE : traces.send(record, barrier.context());
        }
        return event instanceof VerdictApplied applied ? sendApplied(applied, record) : TracedSpan.NONE;
    }

    private TracedSpan sendApplied(VerdictApplied applied, ProducerRecord<String, byte[]> record) {
        TracedSpan verdict = verdicts.remove(applied.answers());
        TracedSpan barrier = barriers.remove(applied.answers());
        if (verdict == null || barrier == null) {
            return TracedSpan.NONE;
        }
        TracedSpan sending = traces.send(record, verdict.context());
        verdict.end();
        barrier.end();
        return sending;
    }

    /** A verdict has come; its handling ends when it has been applied. The second one on the same barrier is no second handling. */
    void received(Verdict verdict, ConsumerRecord<String, byte[]> record) {
        TracedSpan barrier = barriers.get(verdict.answers());
        if (barrier != null) {
            verdicts.computeIfAbsent(
                    verdict.answers(), one -> traces.process(record, "trainer-service", barrier.context()));
        }
    }

    /** Ends what no verdict has ended. */
    @Override
    public void close() {
        verdicts.values().forEach(TracedSpan::end);
        barriers.values().forEach(TracedSpan::end);
    }
}
