package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker/locked/kafka-setup.sh}, with tools of Kafka that write down what they are asked. */
class KafkaSetupTest {
    private static final String LIST =
            """
            Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=training.runs, patternType=LITERAL)`:
            \t(principal=User:epochal-command-line, host=*, operation=READ, permissionType=ALLOW)
            \t(principal=User:epochal-trainer-service, host=*, operation=DELETE, permissionType=ALLOW)
            \t(principal=User:ann, host=*, operation=READ, permissionType=ALLOW)
            Current ACLs for resource `ResourcePattern(resourceType=GROUP, name=trainers, patternType=LITERAL)`:
            \t(principal=User:epochal-trainer-service, host=*, operation=DESCRIBE_CONFIGS, permissionType=ALLOW)
            """;

    @TempDir
    Path work;

    @BeforeEach
    void tools() throws IOException {
        tool("kafka-acls.sh", "case \"$*\" in *--list) cat \"$WORK/list\" ;; *) echo \"$*\" >>\"$WORK/asked\" ;; esac");
        tool("kafka-configs.sh", "echo \"$* $(cat \"${!#}\")\" >>\"$WORK/users\"");
        Files.writeString(work.resolve("list"), "");
    }

    @Test
    void givesEachUserTheRightsOfThePage() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (OperationsPage.Right right : OperationsPage.rights()) {
            Set<String> operations = right.operations().stream()
                    .map(one -> one.toUpperCase(Locale.ROOT))
                    .collect(Collectors.toCollection(TreeSet::new));
            // The services create their topics here.
            if (right.type().equals("topic") && !right.principal().equals("epochal-command-line")) {
                operations.addAll(List.of("CREATE", "DESCRIBECONFIGS"));
            }
            String user = right.principal().replace("-recorder", "-service");
            operations.forEach(
                    one -> expected.add("--add " + user + " " + right.type() + " " + right.name() + " " + one));
        }
        setUp();
        assertThat(asked()).isEqualTo(expected);
    }

    @Test
    void leavesWhatIsThereAndTakesBackWhatThePageHasNot() throws Exception {
        Files.writeString(work.resolve("list"), LIST);
        setUp();
        assertThat(asked())
                .contains("--remove epochal-trainer-service topic training.runs DELETE")
                .doesNotContain("--add epochal-command-line topic training.runs READ")
                .doesNotContain("--add epochal-trainer-service group trainers DESCRIBECONFIGS")
                .noneMatch(one -> one.contains("ann"));
    }

    @Test
    void setsAPasswordForEachAndShowsItInNoArgument() throws Exception {
        setUp();
        assertThat(Files.readAllLines(work.resolve("users")))
                .hasSize(3)
                .anyMatch(line ->
                        line.matches(".*--entity-name epochal-trainer-service .* SCRAM-SHA-512=password=of-trainers"))
                .allMatch(line -> line.contains("--add-config-file "));
    }

    @Test
    void asksKafkaNothingUntilPageOrPasswordsAreOthers() throws Exception {
        setUp();
        Files.delete(work.resolve("users"));
        setUp();
        assertThat(work.resolve("users")).doesNotExist();

        ProcessBuilder another = script();
        another.environment().put("COMMAND_PASSWORD", "another");
        assertThat(LockedStack.said(another).exitCode()).isZero();
        assertThat(Files.readAllLines(work.resolve("users"))).hasSize(3);
    }

    @Test
    void failsWhereKafkaRefuses() throws Exception {
        tool("kafka-configs.sh", "echo 'no such thing' >&2; exit 1");
        LockedStack.Said said = LockedStack.said(script());
        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.output()).contains("no such thing").doesNotContain("of-trainers");
        assertThat(work.resolve("epochal-setup")).doesNotExist();
    }

    private void setUp() throws Exception {
        LockedStack.Said said = LockedStack.said(script());
        assertThat(said.exitCode()).as(said.output()).isZero();
    }

    private ProcessBuilder script() {
        ProcessBuilder script = new ProcessBuilder(
                "/bin/sh", LockedStack.FOLDER.resolve("kafka-setup.sh").toString());
        script.environment().put("WORK", work.toString());
        script.environment().put("KAFKA_TOOLS", work.toString());
        script.environment().put("KAFKA_DATA", work.toString());
        script.environment().put("PAGE", "../docs/operations.md");
        script.environment().put("TRAINER_PASSWORD", "of-trainers");
        script.environment().put("CALLBACK_PASSWORD", "of-callbacks");
        script.environment().put("COMMAND_PASSWORD", "of-people");
        return script;
    }

    /** One for each right: what is done, user, type, name, operation. */
    private Set<String> asked() throws IOException {
        Set<String> asked = new TreeSet<>();
        for (String line : Files.readAllLines(work.resolve("asked"))) {
            List<String> words = List.of(line.split(" "));
            List<String> operations = new ArrayList<>();
            List<String> resources = new ArrayList<>();
            for (int i = 3; i + 1 < words.size(); i += 2) {
                switch (words.get(i)) {
                    case "--allow-principal" -> operations.clear();
                    case "--operation" -> operations.add(words.get(i + 1));
                    default -> resources.add(words.get(i).substring(2) + " " + words.get(i + 1));
                }
            }
            String user = words.get(4).replace("User:", "");
            resources.forEach(resource ->
                    operations.forEach(one -> asked.add(words.get(2) + " " + user + " " + resource + " " + one)));
        }
        return asked;
    }

    private void tool(String name, String body) throws IOException {
        Path file = work.resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
