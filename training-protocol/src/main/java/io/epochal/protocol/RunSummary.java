package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run's records say in all, on {@link Topic#SUMMARIES}, where a run's newest summary replaces the one before. It is derived: the
 * log stays the truth, and any summary can be made anew from it. Of bounded size.
 *
 * @param time when the newest of its records was stored, by the broker
 * @param since when the first was
 * @param attempt the newest with an event, from 1; 0 before the first
 * @param sequence of the newest event
 * @param requestedBy who asked for it last, where that is known: who requested or resumed it, or attached its newest attempt
 * @param requested when the run was requested first; null for one that a program attached
 * @param started when its first attempt began
 * @param changed when the newest event happened that says where the run is
 * @param heard when the trainer was heard last
 * @param trainer the program that trains it, without its capabilities; null for our trainer
 * @param epochs how many are trained at most; null where that is not known
 * @param end of the newest attempt that has ended
 * @param revoked the newest attempt whose end was revoked; 0 for none
 * @param suspended whether its trainer was told to stop, and no other has it since
 * @param paused the attempt in which it was paused last, where it was not resumed after that; 0 for none
 * @param spans the run's records, one part of each partition that has any
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSummary(
        String run,
        Instant time,
        Instant since,
        int attempt,
        long sequence,
        @Nullable String requestedBy,
        @Nullable Instant requested,
        @Nullable Instant started,
        @Nullable Instant changed,
        @Nullable Instant heard,
        @Nullable AttachedTrainer trainer,
        @Nullable Integer epochs,
        @Nullable End end,
        int revoked,
        boolean suspended,
        int paused,
        Curve curve,
        List<Span> spans)
        implements Message {
    public RunSummary {
        spans = MessageCheck.copy("spans", spans);
    }

    /** How an attempt ended. */
    public record End(int attempt, RunStatus status) {}

    /**
     * The metric that the run is known by, over its epochs.
     *
     * @param metric its name, cut to {@value #MOST_NAME} characters
     * @param greaterIsBetter in which direction it improves; null where that is not known
     * @param epochs how many have ended
     * @param newest the greatest number of an epoch, from 0; -1 before the first
     * @param best null where there is none
     * @param last the newest value; null where there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Curve(
            String metric,
            @Nullable Boolean greaterIsBetter,
            int epochs,
            int newest,
            @Nullable Measured best,
            @Nullable Measured last) {
        public static final int MOST_NAME = 200;
    }

    /** A value of an epoch, from 0. */
    public record Measured(int epoch, double value) {}

    /**
     * From where to where a partition has records of the run.
     *
     * @param topicId the broker's; another one where the topic was deleted and created again, and then the offsets mean nothing
     * @param first the offset of the first
     * @param last the offset of the last
     */
    public record Span(String topic, String topicId, int partition, long first, long last) {}

    /** Where the run is in a topic's partition; null for nowhere. */
    public @Nullable Span span(String topic, int partition) {
        return spans.stream()
                .filter(span -> span.topic().equals(topic) && span.partition() == partition)
                .findFirst()
                .orElse(null);
    }

    @Override
    public String id() {
        return run + "/summary/" + attempt + "/" + sequence;
    }
}
