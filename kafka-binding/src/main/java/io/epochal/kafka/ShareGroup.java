package io.epochal.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * The share group that reads the queue of runs. Kafka keeps its settings, not its members.
 *
 * @param client settings of any Kafka client, at least {@code bootstrap.servers}
 */
public record ShareGroup(Map<String, ?> client, String name) implements Requirement {
    /** Whose members are the trainers. */
    public static final String TRAINERS = "trainers";

    private static final Duration LOCK = Duration.ofSeconds(15);

    /** By default a share group does not see what was there before its first member. */
    private static final Map<String, String> WANTED = new TreeMap<>(Map.of(
            "share.auto.offset.reset", "earliest", "share.record.lock.duration.ms", Long.toString(LOCK.toMillis())));

    /**
     * The group is set up when this returns; settings that an operator has made stay.
     *
     * @throws IOException when Kafka cannot be asked, or this service may not do what is needed; the message says how to fix that
     */
    @Override
    public void ensure() throws IOException {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, name);
        try (Admin admin = Administration.open(client)) {
            List<AlterConfigOp> changes = changes(admin, group);
            if (!changes.isEmpty()) {
                var unused = Administration.answer(
                        admin.incrementalAlterConfigs(Map.of(group, changes)).all());
            }
        } catch (AuthorizationException e) {
            throw new IOException(
                    "this service may not set up the share group " + name + ", or not even look at it. Do it once with"
                            + " kafka-configs.sh --alter --group " + name
                            + " --add-config share.auto.offset.reset=earliest,"
                            + "share.record.lock.duration.ms=" + LOCK.toMillis()
                            + " and allow this service DescribeConfigs on that group, as docs/operations.md says.",
                    e);
        }
    }

    /**
     * How many records of the group's topics wait or are held by a member; 0 before the group's first member.
     *
     * @throws IOException when Kafka cannot be asked, or may not be by this service
     */
    public long waiting() throws IOException {
        try (Admin admin = Administration.open(client)) {
            return waiting(admin);
        }
    }

    /**
     * The same, where somebody has more questions.
     *
     * @throws IOException as {@link #waiting()}
     */
    public long waiting(Admin admin) throws IOException {
        try {
            ListShareGroupOffsetsResult offsets =
                    admin.listShareGroupOffsets(Map.of(name, new ListShareGroupOffsetsSpec()));
            return Administration.answer(offsets.partitionsToOffsetInfo(name)).values().stream()
                    .mapToLong(partition -> partition.lag().orElse(0L))
                    .sum();
        } catch (GroupIdNotFoundException e) {
            return 0;
        } catch (AuthorizationException e) {
            throw new IOException("this service may not look at the share group " + name, e);
        }
    }

    /**
     * How many clients are in the group; 0 before its first.
     *
     * @throws IOException as {@link #waiting()}
     */
    public int members(Admin admin) throws IOException {
        try {
            return Administration.answer(
                            admin.describeShareGroups(List.of(name)).all())
                    .values()
                    .stream()
                    .mapToInt(group -> group.members().size())
                    .sum();
        } catch (GroupIdNotFoundException e) {
            return 0;
        } catch (AuthorizationException e) {
            throw new IOException("this service may not look at the share group " + name, e);
        }
    }

    private static List<AlterConfigOp> changes(Admin admin, ConfigResource group) throws IOException {
        Map<ConfigResource, Config> all =
                Administration.answer(admin.describeConfigs(List.of(group)).all());
        Config found = Objects.requireNonNull(all.get(group), "Kafka answers what it is asked");
        return WANTED.entrySet().stream()
                .filter(one -> unset(found.get(one.getKey())))
                .map(one -> new AlterConfigOp(new ConfigEntry(one.getKey(), one.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    private static boolean unset(@Nullable ConfigEntry entry) {
        return entry == null || entry.source() != ConfigEntry.ConfigSource.DYNAMIC_GROUP_CONFIG;
    }
}
