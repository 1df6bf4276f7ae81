package io.epochal.stack;

import io.epochal.protocol.Topic;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/** The topics and the queue's group, with the settings that a single node needs. */
public final class Topics {
    private static final String FOREVER = "-1";
    private static final String A_WEEK = Long.toString(Duration.ofDays(7).toMillis());
    private static final String A_DAY = Long.toString(Duration.ofDays(1).toMillis());

    private Topics() {}

    /** Creates what is missing, one partition each; what is there is left as it is. */
    public static void create(String bootstrap, String prefix) throws IOException {
        create(bootstrap, prefix, 1);
    }

    /**
     * As {@link #create(String, String)}.
     *
     * @param queuePartitions of the queue of runs. To a share group their number does not matter. Of a classic consumer group
     *     ({@code epochal.queue=consumer-group}) no more trainers can train at once than there are partitions, and a run waits for
     *     the one before it in its partition, so there should be many times as many as trainers
     */
    public static void create(String bootstrap, String prefix, int queuePartitions) throws IOException {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                if (!there.contains(topic.name(prefix))) {
                    int partitions = topic == Topic.RUNS ? queuePartitions : 1;
                    missing.add(new NewTopic(topic.name(prefix), partitions, (short) 1).configs(settings(topic)));
                }
            }
            admin.createTopics(missing).all().get();
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, "trainers"),
                            List.of(
                                    set("share.auto.offset.reset", "earliest"),
                                    set("share.record.lock.duration.ms", "15000"))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("the topics could not be created: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the topics were being created");
        }
    }

    private static Map<String, String> settings(Topic topic) {
        return switch (topic) {
            case EVENTS, DEAD_LETTERS -> Map.of("retention.ms", FOREVER);
            case RUNS, CONTROL -> Map.of("retention.ms", A_WEEK);
            case BATCHES -> Map.of("retention.ms", A_DAY, "compression.type", "lz4");
        };
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
