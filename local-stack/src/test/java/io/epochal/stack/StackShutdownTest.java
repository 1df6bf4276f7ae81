package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StackShutdownTest {
    private static final Duration GRACE = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private List<ServiceProcess> processes = List.of();

    @AfterEach
    void end() {
        processes.forEach(process -> process.stop(Duration.ZERO));
    }

    @Test
    void theServicesEndAtOnceAndWhatTheyNeedEndsLast() throws IOException {
        processes = List.of(
                started("infrastructure", "true"),
                started("callback-service", "[ -e trainer-service.told ]"),
                started("trainer-service", "[ -e callback-service.told ]"));
        processes.forEach(this::awaitReady);

        StackShutdown.stop(processes, GRACE);

        assertThat(processes).noneMatch(ServiceProcess::alive);
        assertThat(Files.readAllLines(folder.resolve("ended")))
                .hasSize(3)
                .contains("callback-service", "trainer-service")
                .endsWith("infrastructure");
    }

    /** A process that ends, once it was told to, when a condition of the shell is met. */
    private ServiceProcess started(String name, String condition) throws IOException {
        String end = "touch " + name + ".told; until " + condition + "; do sleep 0.05; done; echo " + name
                + " >> ended; exit";
        String program = "cd '" + folder + "'; trap '" + end + "' TERM; echo ready; while :; do sleep 0.05; done";
        return ServiceProcess.start(
                name,
                ServiceProcess.Priority.TRAINING,
                List.of("/bin/sh", "-c", program),
                Map.of(),
                folder.resolve(name + ".log"));
    }

    private void awaitReady(ServiceProcess process) {
        while (!process.tail().contains("ready")) {
            Thread.onSpinWait();
        }
    }
}
