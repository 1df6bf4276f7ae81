package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {
    private static final Endpoints ENDPOINTS = Endpoints.withOpenKafka("127.0.0.1:1", "http://127.0.0.1:1", "a", "b");
    private static final LocalStack.StartupListener NOBODY = new LocalStack.StartupListener() {
        @Override
        public void starting(String process) {}

        @Override
        public void ready(String process) {}
    };

    @TempDir
    private Path home;

    private StackFolder folder;
    private ServiceProcess dead;

    @BeforeEach
    void prepare() throws IOException {
        folder = new StackFolder(home);
        folder.prepare();
        dead = new ServiceProcess("infrastructure", ProcessHandle.current().pid(), Instant.EPOCH, "no.log");
    }

    @Test
    void readingTheStateChangesNothingThoughAllProcessesAreDead() throws IOException {
        folder.write(DesiredState.of(Optional.empty(), List.of("trainer-service"), true));
        folder.write(new RecordedState(ENDPOINTS, List.of(dead)));
        byte[] before = Files.readAllBytes(home.resolve("stack.json"));

        LocalStack stack = LocalStack.attach(home).orElseThrow();

        assertThat(stack.endpoints()).isEqualTo(ENDPOINTS);
        assertThat(LocalStack.report(home).dead()).containsExactly("infrastructure");
        assertThat(LocalStack.report(home).anyAlive()).isFalse();
        assertThat(home.resolve("stack.json")).hasBinaryContent(before);
    }

    @Test
    void aTemporaryStackWhoseProcessesAreDeadIsNoStack() throws IOException {
        folder.write(DesiredState.of(Optional.empty(), List.of("trainer-service"), false));
        folder.write(new RecordedState(ENDPOINTS, List.of(dead)));

        assertThat(LocalStack.attach(home)).isEmpty();
        try (StackLease user = folder.lease()) {
            assertThat(LocalStack.attach(home))
                    .as("a command follows a run and restarts the processes")
                    .isPresent();
        }
    }

    @Test
    void processesThatShouldNotRunAreNoStack() throws IOException {
        folder.write(new RecordedState(ENDPOINTS, List.of(dead)));

        assertThat(LocalStack.attach(home)).isEmpty();
        assertThat(LocalStack.down(home)).isZero();
        assertThat(home.resolve("stack.json")).doesNotExist();
    }

    @Test
    void aFailedStartLeavesNothing() throws IOException {
        Installation nothing = new Installation(home.resolve("not-installed"));

        assertThatThrownBy(() -> LocalStack.up(home, nothing, StackPlan.SINGLE, NOBODY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("infrastructure ended while it was starting");

        assertThat(LocalStack.attach(home)).isEmpty();
        assertThat(LocalStack.report(home).shouldBeUp()).isFalse();
        assertThat(MarkedProcesses.of(home)).isEmpty();
    }

    @Test
    void filesAreReadableForTheirOwnerOnly() throws IOException {
        folder.write(new RecordedState(ENDPOINTS, List.of(dead)));
        ENDPOINTS.writeTo(home.resolve("infrastructure.json"));

        for (String file : List.of("stack.json", "infrastructure.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))))
                    .isEqualTo("rw-------");
        }
        for (String part : List.of("kafka", "s3", "logs")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(part))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void anInvalidFileIsReportedAndDownDeletesIt() throws IOException {
        Files.writeString(home.resolve("stack.json"), "{nonsense");

        assertThatThrownBy(() -> LocalStack.report(home)).hasMessageContaining("stack.json is invalid");
        assertThat(LocalStack.down(home)).isZero();
        assertThat(LocalStack.report(home).anyAlive()).isFalse();
    }

    @Test
    void onlyOneCommandChangesTheStackAtATime() throws IOException {
        try (StackLock held = folder.lock()) {
            assertThat(folder.tryLock()).isEmpty();
            assertThatThrownBy(() -> folder.lock(Duration.ofMillis(100))).hasMessageContaining("another command holds");
        }
        folder.lock().close();
    }
}
