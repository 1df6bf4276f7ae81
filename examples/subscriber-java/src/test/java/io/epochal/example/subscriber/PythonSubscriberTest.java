package io.epochal.example.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The example in Python, where python3 has what its requirements.txt names. */
class PythonSubscriberTest extends SubscriberKit {
    @TempDir
    private Path folder;

    @BeforeEach
    void hasItsPackages() throws Exception {
        assumeThat(canImport())
                .as("skipped: the python packages confluent-kafka and cloudevents are not installed")
                .isTrue();
    }

    private static boolean canImport() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import confluent_kafka, cloudevents.core.bindings.kafka")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    List<String> subscribe(String bootstrap, String run, double threshold) throws Exception {
        Path out = Files.createTempFile(folder, "subscriber", ".out");
        Path errors = Files.createTempFile(folder, "subscriber", ".err");
        Process process = new ProcessBuilder(List.of(
                        "python3", "../subscriber-python/subscriber.py", bootstrap, run, Double.toString(threshold)))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        process.destroyForcibly();
        List<String> printed = new ArrayList<>(Files.readAllLines(errors, StandardCharsets.UTF_8));
        printed.addAll(Files.readAllLines(out, StandardCharsets.UTF_8));
        assertThat(ended).as("has ended; printed " + printed).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", printed)).isZero();
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }

    @Override
    List<String> subscribeBy(Path properties, String run, double threshold) throws Exception {
        return subscribe(properties.toString(), run, threshold);
    }

    @Override
    String name() {
        return "subscriber-python";
    }
}
