package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.messaging.channel.ChannelReader;
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
                List.of("training.runs", "training.events"),
                () -> clients.member(ServiceChannels.SUMMARIES),
                channel,
                thrown -> {});
        reader.start();
    }

    /** Returns when it has summarized all runs with so many events in all. */
    public static void recordAll(String bootstrap, long events) {
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", bootstrap), "training.");
        try (SummaryRecorder recorder = new SummaryRecorder(clients)) {
            await().atMost(LIMIT).until(() -> committed(bootstrap) == events);
            assertThat(recorder.joined()).isTrue();
        }
    }

    /** How far it has come in the partition of events. */
    static long committed(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(ServiceChannels.SUMMARIES.group())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition("training.events", 0));
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
