package io.epochal.trainer.messaging;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/** Counts the requests that this process' Kafka clients have sent. */
public final class ClientRequests implements MetricsReporter {
    private static final List<KafkaMetric> ALL = new CopyOnWriteArrayList<>();

    /** By the producers that have written to a topic. */
    static long ofProducers(String topic) {
        Set<String> clients = ALL.stream()
                .filter(one -> one.metricName().group().equals("producer-topic-metrics")
                        && topic.equals(one.metricName().tags().get("topic")))
                .map(ClientRequests::client)
                .collect(Collectors.toSet());
        return sum("producer-metrics", "request-total", clients);
    }

    /** The records in them. */
    static long recordsOf(String topic) {
        return ALL.stream()
                .filter(one -> one.metricName().group().equals("producer-topic-metrics")
                        && one.metricName().name().equals("record-send-total")
                        && topic.equals(one.metricName().tags().get("topic")))
                .mapToLong(ClientRequests::value)
                .sum();
    }

    private static long sum(String group, String name, Set<String> clients) {
        return ALL.stream()
                .filter(one -> one.metricName().group().equals(group)
                        && one.metricName().name().equals(name)
                        && clients.contains(client(one)))
                .mapToLong(ClientRequests::value)
                .sum();
    }

    private static String client(KafkaMetric metric) {
        return metric.metricName().tags().getOrDefault("client-id", "");
    }

    private static long value(KafkaMetric metric) {
        return metric.metricValue() instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        ALL.addAll(metrics);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        ALL.add(metric);
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        ALL.remove(metric);
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
