package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.command.ExitCode;
import io.epochal.protocol.Wire;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code epochal conformance} with a program that is a process of its own. */
@Tag("slow")
@Timeout(120)
class ConformanceCommandTest {
    private static final List<String> TRAINER = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.epochal.cli.conformance.program.ContractTrainer",
            "{folder}");

    @TempDir
    private Path folder;

    private record Ended(int exit, List<String> lines, String errors) {}

    /** Those for which the process matters: it is killed and started again, interrupted, and has to exit. */
    @Test
    void aProgramThatKeepsTheContractPasses() throws Exception {
        Ended ended = conformance(
                Stream.of("--output=json", "--only", "resume,end", "fence", "--"),
                TRAINER.stream(),
                Stream.of("NONE", "StopTraining", "CancelRun", "SaveCheckpoint"));

        assertThat(ended.exit()).as(ended.toString()).isEqualTo(ExitCode.OK);
        List<JsonNode> results = new ArrayList<>();
        for (String line : ended.lines()) {
            results.add(Wire.JSON.readTree(line));
        }
        assertThat(results).extracting(one -> one.get("duty").asText()).containsExactly("fence", "resume", "end");
        assertThat(results).allMatch(one -> one.get("outcome").asText().equals("passed"));
    }

    @Test
    void aProgramWithAFaultFailsAndTheExchangeIsShown() throws Exception {
        Ended ended = conformance(
                Stream.of("--timeout=20", "--only=barrier", "--"),
                TRAINER.stream(),
                Stream.of("ECHOES_ITS_FIRST_CALLBACKS", "StopTraining"));

        assertThat(ended.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.lines().get(0)).startsWith("FAILED        barrier");
        assertThat(ended.lines()).anyMatch(line -> line.startsWith("    expected: callbacks as the verdict on 0"));
        assertThat(ended.lines()).anyMatch(line -> line.startsWith("      call 2: POST /runs/"));
    }

    @Test
    void aProgramThatDoesNotAttachFailsWithWhatItPrinted() throws Exception {
        Ended ended =
                conformance(Stream.of("--timeout=20", "--"), Stream.of("sh", "-c", "echo no such model >&2; exit 3"));

        assertThat(ended.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.lines().get(0)).startsWith("FAILED        attach");
        assertThat(ended.lines()).contains("    seen:     no call; it exited with 3, and printed: no such model");
    }

    @Test
    void anUnknownDutyIsAnErrorOfUsage() throws Exception {
        Ended ended = conformance(Stream.of("--only=atach", "--", "true"));

        assertThat(ended.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.errors()).contains("--only must be of attach, barrier").contains("found atach");
    }

    @SafeVarargs
    private final Ended conformance(Stream<String>... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("conformance", "--folder=" + folder));
        Stream.of(words).forEach(some -> some.forEach(arguments::add));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
            int exit = Epochal.command().execute(arguments.toArray(String[]::new));
            return new Ended(
                    exit,
                    said.toString(StandardCharsets.UTF_8).lines().toList(),
                    errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
