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

/** What is given on a command line is looked at before anything is started or asked. */
class ArgumentsTest {
    private static final String SPEC = "../runs/mnist-cnn.yaml";

    /** Nobody listens there; whoever asks would wait for a minute. */
    private static final String NOWHERE = "--server=127.0.0.1:1";

    @TempDir
    private Path folder;

    static Stream<String> wrongIds() {
        Random random = new Random(3);
        List<String> pieces =
                List.of("a", "/", "..", " ", "-", "\u001b[2J", "\n", "é", "\0", "\u202e", "'", "$(x)", ".", "_");
        Stream<String> generated = Stream.generate(() -> IntStream.range(0, 1 + random.nextInt(6))
                        .mapToObj(i -> pieces.get(random.nextInt(pieces.size())))
                        .collect(Collectors.joining()))
                .filter(id -> !io.epochal.protocol.Identifier.isValid(id))
                .limit(20);
        return Stream.concat(
                Stream.of("", "../x", "/x", "a/b", "VICTIM/attempts/x", "-a", ".", "..", "a".repeat(129)), generated);
    }

    @ParameterizedTest
    @MethodSource("wrongIds")
    void whatCannotBeARunIsRefusedAtOnce(String id) {
        for (List<String> command : List.of(
                List.of("cancel", NOWHERE, "--", id),
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
            assertRefused(command);
        }
        assertThat(folder.resolve("to")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("wrongIds")
    void aRunsNameIsRefusedAtOnce(String name) throws Exception {
        Path spec = folder.resolve("run.yaml");
        String yaml = Files.readString(Path.of(SPEC)).replace("name: mnist-cnn", "name: " + quoted(name));
        assertThat(yaml).contains(quoted(name));
        Files.writeString(spec, yaml);

        assertRefused(List.of("train", NOWHERE, spec.toString()));
    }

    @Test
    void aNameLeavesRoomForWhatIsWrittenBehindIt() {
        assertRefused(List.of("train", NOWHERE, SPEC, "--set", "name=" + "a".repeat(101)));
    }

    @Test
    void aCheckpointsNameIsRefusedAtOnceAndEachSpellingIsOneName() {
        for (String name : List.of("../x", "a/../../x", "", ".", "a\0b", "\u001b", "a".repeat(1100))) {
            assertRefused(List.of("runs", "export", NOWHERE, "run", "--checkpoint=" + name, "--to=" + folder));
            assertRefused(List.of("train", NOWHERE, SPEC, "--from=run:" + name));
        }
        assertThat(Stream.of("best.keras", "./best.keras", "//x/..//best.keras", "/best.keras/")
                        .map(name -> CheckpointReference.parse("--from", "run:" + name)))
                .containsOnly(new CheckpointReference("run", "best.keras"));
    }

    @Test
    void aFolderThatCannotBeWrittenToIsRefusedAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertRefused(List.of("runs", "export", NOWHERE, "run", "--to=" + file));
        assertRefused(List.of("runs", "export", NOWHERE, "run", "--to=" + file.resolve("below")));
    }

    private static String quoted(String name) {
        return "\""
                + name.codePoints()
                        .mapToObj(point -> String.format(java.util.Locale.ROOT, "\\U%08x", point))
                        .collect(Collectors.joining())
                + "\"";
    }

    private static void assertRefused(List<String> command) {
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
