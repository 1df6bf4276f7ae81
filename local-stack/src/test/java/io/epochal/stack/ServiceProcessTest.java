package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {
    @TempDir
    private Path folder;

    @Test
    void fileNamesAreUtf8InAnyLocale() throws Exception {
        ServiceProcess process = start(List.of("/bin/sh", "-c", "echo $LC_ALL $KEPT"), Map.of("KEPT", "kept"));
        ended(process);

        assertThat(Files.readString(Path.of(process.log()))).isEqualTo("C.UTF-8 kept\n");
        assertThat(ServiceProcess.java(List.of("x")))
                .contains("-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8")
                .endsWith("x");
    }

    @Test
    void anotherProcessWithTheSameIdIsAnotherProcess() throws IOException {
        ServiceProcess sleeps = start(List.of("/bin/sleep", "60"), Map.of());
        try {
            assertThat(sleeps.alive()).isTrue();
            assertThat(startedLaterBy(sleeps, Duration.ofSeconds(1)).alive())
                    .as("another program may have another idea of when the system started")
                    .isTrue();
            assertThat(startedLaterBy(sleeps, Duration.ofMinutes(1)).alive()).isFalse();
            startedLaterBy(sleeps, Duration.ofMinutes(1)).stop(Duration.ZERO);
            assertThat(sleeps.alive()).isTrue();
        } finally {
            sleeps.stop(Duration.ZERO);
        }
        assertThat(sleeps.alive()).isFalse();
    }

    @Test
    void aProcessThatDoesNotStopIsKilled() throws IOException {
        ServiceProcess stubborn =
                start(List.of("/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"), Map.of());
        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(30), () -> {
            while (!Files.readString(Path.of(stubborn.log())).contains("ready")) {
                Thread.onSpinWait();
            }
            stubborn.stop(Duration.ofMillis(200));
        });

        assertThat(stubborn.alive()).isFalse();
    }

    @Test
    void givesWayToTheTraining() throws IOException {
        ServiceProcess sleeps = start(List.of("/bin/sleep", "60"), Map.of());
        try {
            sleeps.giveWay();
            org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(30), () -> {
                while (nice(sleeps) != 10) {
                    Thread.onSpinWait();
                }
            });
        } finally {
            sleeps.stop(Duration.ZERO);
        }
    }

    private static int nice(ServiceProcess process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }

    private static ServiceProcess startedLaterBy(ServiceProcess process, Duration later) {
        return new ServiceProcess(
                process.name(), process.pid(), process.started().plus(later), process.log());
    }

    private ServiceProcess start(List<String> program, Map<String, String> environment) throws IOException {
        return ServiceProcess.start(
                "one", ServiceProcess.Priority.TRAINING, program, environment, folder.resolve("logs/one.log"));
    }

    private static void ended(ServiceProcess process) throws Exception {
        var handle = ProcessHandle.of(process.pid());
        if (handle.isPresent()) {
            var unused = handle.get().onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
