package io.epochal.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The table of ACLs in docs/operations.md as Kafka's ACL bindings. */
public final class KafkaAcls {
    private KafkaAcls() {}

    /**
     * One binding for each operation.
     *
     * @param page where the table is
     * @param principal the name in the table
     * @param user the Kafka user of the bindings
     */
    public static List<AclBinding> of(Path page, String principal, String user) throws IOException {
        String own = "| `" + principal + "` |";
        return Files.readAllLines(page).stream()
                .filter(row -> row.startsWith(own))
                .flatMap(row -> bindings(row, user))
                .toList();
    }

    private static Stream<AclBinding> bindings(String row, String user) {
        String[] cells = row.replace("`", "").split(" *\\| *", -1);
        ResourcePattern resource =
                new ResourcePattern(ResourceType.fromString(cells[2]), cells[3], PatternType.LITERAL);
        return Arrays.stream(cells[4].split(", ", -1))
                .map(operation -> new AclBinding(
                        resource,
                        new AccessControlEntry("User:" + user, "*", operation(operation), AclPermissionType.ALLOW)));
    }

    /** {@code DescribeConfigs} is {@code DESCRIBE_CONFIGS}. */
    private static AclOperation operation(String name) {
        return AclOperation.fromString(name.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
    }
}
