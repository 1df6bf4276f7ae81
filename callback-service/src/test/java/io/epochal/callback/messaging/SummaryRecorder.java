package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.messaging.channel.ChannelReader;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
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
            await().atMost(LIMIT).until(() -> committed(clients) == events && hasReadRequests(clients));
            assertThat(recorder.joined()).isTrue();
        }
    }

    /** How far it has come in the partition of events. */
    static long committed(KafkaClients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            return committed(admin, new TopicPartition(clients.name(Topic.EVENTS), 0));
        }
    }

    private static long committed(Admin admin, TopicPartition partition) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(ServiceChannels.SUMMARIES.group())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition);
        return offset == null ? 0 : offset.offset();
    }

    private static boolean hasReadRequests(KafkaClients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            TopicPartition requests = new TopicPartition(clients.name(Topic.RUNS), 0);
            return !admin.listTopics().names().get().contains(requests.topic())
                    || committed(admin, requests)
                            == admin.listOffsets(Map.of(requests, OffsetSpec.latest()))
                                    .partitionResult(requests)
                                    .get()
                                    .offset();
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
