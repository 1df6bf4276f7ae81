package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that die at once, since their programs are not installed. */
class ProcessRestarterTest {
    private static final Endpoints ENDPOINTS = Endpoints.withOpenKafka("127.0.0.1:1", "http://127.0.0.1:1", "a", "b");
    private static final DesiredState MEANT = DesiredState.of(Optional.empty(), List.of("callback-service"), true);

    @TempDir
    private Path home;

    private final Watch clock = new Watch();
    private final List<String> reported = new ArrayList<>();
    private StackFolder folder;
    private ProcessRestarter restarter;

    private final ProcessRestarter.RestartListener listener = new ProcessRestarter.RestartListener() {
        @Override
        public void died(String process, Duration delay) {
            reported.add(process + " " + delay.toSeconds());
        }

        @Override
        public void restarted(String process) {
            reported.add(process + " is up again");
        }
    };

    @BeforeEach
    void aStackWithADeadProcess() throws IOException {
        folder = new StackFolder(home);
        folder.prepare();
        folder.write(MEANT);
        folder.write(new RecordedState(
                ENDPOINTS, List.of(new ServiceProcess("callback-service", pidOfOther(), Instant.EPOCH, "no.log"))));
        restarter = new ProcessRestarter(folder, MEANT, ENDPOINTS, new Installation(home.resolve("none")), clock);
    }

    @AfterEach
    void end() {
        MarkedProcesses.end(home, Duration.ZERO);
    }

    @Test
    void restartsAtOnceThenWithGrowingDelaysAndNotInBetween() throws Exception {
        assertThat(restarter.check(listener)).isTrue();
        ServiceProcess second = ended();
        assertThat(second.pid()).isNotEqualTo(pidOfOther());
        for (int look = 0; look < 20; look++) {
            assertThat(restarter.check(listener)).isTrue();
        }
        assertThat(process()).as("not before its time").isEqualTo(second);

        clock.now = clock.now.plusSeconds(1);
        assertThat(restarter.check(listener)).isTrue();
        ServiceProcess third = ended();
        assertThat(third.pid()).isNotEqualTo(second.pid());
        assertThat(restarter.check(listener)).isTrue();

        assertThat(reported).containsExactly("callback-service 0", "callback-service 1", "callback-service 2");
    }

    @Test
    void restartsNothingAfterTheStackWasTakenDown() throws Exception {
        ServiceProcess before = process();
        folder.deleteDesired();

        assertThat(restarter.check(listener)).isFalse();

        assertThat(process()).isEqualTo(before);
        assertThat(reported).isEmpty();
    }

    @Test
    void aNewStackInTheSameFolderIsNotTheFollowedOne() throws Exception {
        folder.write(DesiredState.of(Optional.empty(), List.of("callback-service"), true));
        assertThat(restarter.check(listener)).isFalse();

        folder.write(MEANT);
        folder.write(folder.recorded().at(Endpoints.withOpenKafka("127.0.0.1:2", "http://127.0.0.1:2", "a", "b")));
        assertThat(restarter.check(listener)).isFalse();
    }

    @Test
    void doesNothingWhileAnotherCommandChangesTheStack() throws Exception {
        ServiceProcess before = process();
        try (StackLock held = folder.lock()) {
            assertThat(restarter.check(listener)).isTrue();
        }
        assertThat(process()).isEqualTo(before);

        assertThat(restarter.check(listener)).isTrue();
        assertThat(process()).isNotEqualTo(before);
    }

    private static long pidOfOther() {
        return ProcessHandle.current().pid();
    }

    private ServiceProcess process() throws IOException {
        return folder.recorded().processes().get(0);
    }

    private ServiceProcess ended() throws Exception {
        ServiceProcess process = process();
        var handle = ProcessHandle.of(process.pid());
        if (handle.isPresent()) {
            var unused = handle.get().onExit().get(30, TimeUnit.SECONDS);
        }
        return process;
    }

    private static final class Watch extends Clock {
        private Instant now = Instant.now();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
