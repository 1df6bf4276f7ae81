package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.messaging.channel.ChannelReader;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A process of the group that writes summaries. */
public final class SummaryRecorder implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SummaryChannel channel;
    private final ChannelReader reader;

    SummaryRecorder(KafkaClients clients) {
        channel = new SummaryChannel(clients, new SummaryLog(clients), new RunHistory(clients));
        reader = new ChannelReader(
                ServiceChannels.SUMMARIES,
                List.of(clients.name(Topic.RUNS), clients.name(Topic.EVENTS)),
                () -> clients.member(ServiceChannels.SUMMARIES),
                channel,
                thrown -> {});
        reader.start();
    }

    /** Returns when it has summarized all runs with so many events in all. */
    public static void recordAll(String bootstrap, long events) {
        recordAll(new KafkaClients(Map.of("bootstrap.servers", bootstrap), "training."), events);
    }

    static void recordAll(KafkaClients clients, long events) {
        try (SummaryRecorder recorder = new SummaryRecorder(clients)) {
            await().atMost(LIMIT).until(() -> committed(clients) == events);
            assertThat(recorder.joined()).isTrue();
        }
    }

    /** How far it has come in the partition of events. */
    static long committed(KafkaClients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(ServiceChannels.SUMMARIES.group())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(clients.name(Topic.EVENTS), 0));
            return offset == null ? 0 : offset.offset();
        }
    }

    boolean joined() {
        return reader.joined();
    }

    @Override
    public void close() {
        reader.close();
        channel.close();
    }
}
