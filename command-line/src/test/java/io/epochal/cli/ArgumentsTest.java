package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.cli.command.ExitCode;
import io.epochal.cli.stack.CheckpointReference;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command line is checked before a process is started or a stack is asked. */
class ArgumentsTest {
    private static final String SPEC = "../runs/mnist-cnn.yaml";

    /** No process listens there: a command that connects would wait for a minute. */
    private static final String NOWHERE = "--server=127.0.0.1:1";

    @TempDir
    private Path folder;

    static Stream<String> chosenIds() {
        return Stream.of("", "../x", "/x", "a/b", "VICTIM/attempts/x", "-a", ".", "..", "a".repeat(129));
    }

    static Stream<String> wrongIds() {
        Random random = new Random(3);
        List<String> pieces =
                List.of("a", "/", "..", " ", "-", "\u001b[2J", "\n", "é", "\0", "\u202e", "'", "$(x)", ".", "_");
        Stream<String> generated = Stream.generate(() -> IntStream.range(0, 1 + random.nextInt(6))
                        .mapToObj(i -> pieces.get(random.nextInt(pieces.size())))
                        .collect(Collectors.joining()))
                .filter(id -> !io.epochal.protocol.field.Identifier.isValid(id))
                .limit(20);
        return Stream.concat(chosenIds(), generated);
    }

    @ParameterizedTest
    @MethodSource("wrongIds")
    void anyInvalidRunIdIsRejectedAtOnce(String id) {
        assertRejected(List.of("cancel", NOWHERE, "--", id));
    }

    @ParameterizedTest
    @MethodSource("chosenIds")
    void everyCommandRejectsAnInvalidRunId(String id) {
        for (List<String> command : List.of(
                List.of("stop", NOWHERE, "--", id),
                List.of("pause", NOWHERE, "--", id),
                List.of("resume", NOWHERE, "--", id),
                List.of("set", NOWHERE, "--", id, "learning_rate=0.5"),
                List.of("cancel", NOWHERE, "--id=" + id, "run"),
                List.of("watch", NOWHERE, "--", id),
                List.of("events", NOWHERE, "--", id),
                List.of("runs", "show", NOWHERE, "--", id),
                List.of("runs", "export", NOWHERE, "--to=" + folder.resolve("to"), "--", id),
                List.of("train", NOWHERE, "--resume=" + id),
                List.of("train", NOWHERE, SPEC, "--from=" + id),
                List.of("train", NOWHERE, SPEC, "--from=" + id + ":best"))) {
            assertRejected(command);
        }
        assertThat(folder.resolve("to")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("wrongIds")
    void anInvalidRunNameIsRejectedAtOnce(String name) throws Exception {
        Path spec = folder.resolve("run.yaml");
        String yaml = Files.readString(Path.of(SPEC)).replace("name: mnist-cnn", "name: " + quoted(name));
        assertThat(yaml).contains(quoted(name));
        Files.writeString(spec, yaml);

        assertRejected(List.of("train", NOWHERE, spec.toString()));
    }

    @Test
    void theLongestNameLeavesRoomForItsSuffixes() {
        assertRejected(List.of("train", NOWHERE, SPEC, "--set", "name=" + "a".repeat(101)));
    }

    @Test
    void anInvalidCheckpointNameIsRejectedAtOnceAndSpellingsAreNormalized() {
        for (String name : List.of("../x", "a/../../x", "", ".", "a\0b", "\u001b", "a".repeat(1100))) {
            assertRejected(List.of("runs", "export", NOWHERE, "run", "--checkpoint=" + name, "--to=" + folder));
            assertRejected(List.of("train", NOWHERE, SPEC, "--from=run:" + name));
        }
        assertThat(Stream.of("best.keras", "./best.keras", "//x/..//best.keras", "/best.keras/")
                        .map(name -> CheckpointReference.parse("--from", "run:" + name)))
                .containsOnly(new CheckpointReference("run", "best.keras"));
    }

    @Test
    void aFolderThatIsNotWritableIsRejectedAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertRejected(List.of("runs", "export", NOWHERE, "run", "--to=" + file));
        assertRejected(List.of("runs", "export", NOWHERE, "run", "--to=" + file.resolve("below")));
    }

    private static String quoted(String name) {
        return "\""
                + name.codePoints()
                        .mapToObj(point -> String.format(java.util.Locale.ROOT, "\\U%08x", point))
                        .collect(Collectors.joining())
                + "\"";
    }

    private static void assertRejected(List<String> command) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exit;
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            exit = Epochal.command().execute(command.toArray(String[]::new));
        } finally {
            System.setErr(before);
        }
        assertThat(exit).as(command.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString(StandardCharsets.UTF_8).strip())
                .isNotEmpty()
                .matches(text -> text.chars().noneMatch(one -> one == 0x1b), "no escape");
    }
}
