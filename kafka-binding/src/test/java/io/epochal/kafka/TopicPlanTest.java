package io.epochal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Topic;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicPlanTest {
    @ParameterizedTest
    @CsvSource({"0, ", "1, ", "2, ", "3, 2", "5, 2"})
    void whatIsAcknowledgedIsOnTwoBrokersWhereThereAreThree(int replicas, String expected) {
        assertThat(TopicPlan.settings(Topic.EVENTS, replicas).get("min.insync.replicas"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void noSendersClockDecidesHowLongARecordIsKept(Topic topic) {
        assertThat(TopicPlan.settings(topic, 1)).containsEntry("message.timestamp.type", "LogAppendTime");
    }

    /** A run that has not ended needs its record, however long it trains. */
    @ParameterizedTest
    @CsvSource({
        "RUNS, -1",
        "EVENTS, -1",
        "SUMMARIES, -1",
        "TOKENS, -1",
        "DEAD_LETTERS, -1",
        "CONTROL, 604800000",
        "VERDICTS, 604800000"
    })
    void whatARunNeedsIsKept(Topic topic, String retention) {
        assertThat(TopicPlan.settings(topic, 1)).containsAllEntriesOf(Map.of("retention.ms", retention));
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void onlySummariesAndTokensReplaceOneAnother(Topic topic) {
        assertThat(TopicPlan.settings(topic, 1).getOrDefault("cleanup.policy", "delete"))
                .isEqualTo(Set.of(Topic.SUMMARIES, Topic.TOKENS).contains(topic) ? "compact" : "delete");
    }
}
