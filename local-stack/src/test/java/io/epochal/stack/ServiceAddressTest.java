package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAddressTest {
    private static final LocalStack.StartupListener NOBODY = new LocalStack.StartupListener() {
        @Override
        public void starting(String process) {}

        @Override
        public void ready(String process) {}
    };

    @TempDir
    private Path home;

    private StackFolder folder;

    @BeforeEach
    void prepare() throws IOException {
        folder = new StackFolder(home);
        folder.prepare();
    }

    @Test
    void aReadyCallbackServiceIsWrittenWhereProgramsFindIt() throws IOException {
        announce(
                "callback-service",
                "Listening on: http://127.0.0.1:39211. Management interface listening on http://0.0.0.0:9.");

        assertThat(home.resolve("service.json")).hasContent("{\"url\":\"http://127.0.0.1:39211\"}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("service.json"))))
                .isEqualTo("rw-------");
        assertThat(LocalStack.report(home).url()).isEqualTo("http://127.0.0.1:39211");
    }

    @Test
    void otherProcessesAreNotWritten() throws IOException {
        for (String other : List.of("callback-service-2", "trainer-service", "infrastructure")) {
            announce(other, "Listening on: http://127.0.0.1:39211.");
        }
        assertThat(home.resolve("service.json")).doesNotExist();
        assertThat(LocalStack.report(home).url()).isNull();
    }

    @Test
    void theFileGoesWithTheStack() throws IOException {
        new ServiceAddress("http://127.0.0.1:39211").writeTo(home);

        assertThat(LocalStack.down(home)).isZero();

        assertThat(home.resolve("service.json")).doesNotExist();
    }

    @Test
    void aRestartedServiceKeepsItsPortUnlessAnotherProgramHasIt() throws IOException {
        assertThat(folder.port()).as("the first start").isEqualTo(ServiceAddress.ANY);
        int port;
        try (ServerSocket other = open()) {
            port = other.getLocalPort();
            new ServiceAddress("http://127.0.0.1:" + port).writeTo(home);
            assertThat(folder.port()).isEqualTo(ServiceAddress.ANY);
        }
        assertThat(folder.port()).isEqualTo(port);
    }

    @Test
    void aPortThatTheUserWantsIsKeptForTheStack() throws IOException {
        DesiredState first = DesiredState.of(Optional.empty(), List.of("callback-service"), true, 8081);
        folder.write(DesiredState.of(Optional.of(first), List.of("trainer-service"), false));

        assertThat(folder.port()).isEqualTo(8081);
    }

    @Test
    void aStateOfAnEarlierVersionHasNoPort() throws IOException {
        Files.writeString(home.resolve("meant.json"), "{\"token\":\"t\",\"services\":[],\"stays\":true}");

        assertThat(folder.port()).isEqualTo(ServiceAddress.ANY);
    }

    @Test
    void aPortInUseIsNamedAndNothingIsStarted() throws IOException {
        Installation nothing = new Installation(home.resolve("not-installed"));
        try (ServerSocket other = open()) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> LocalStack.up(home, nothing, new StackPlan(1, 1, port), NOBODY))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("port " + port + " of 127.0.0.1 cannot be used: ")
                    .hasMessageContaining("./epochal up --port N takes another one");
        }
        assertThat(LocalStack.report(home).shouldBeUp()).isFalse();
        assertThat(LocalStack.report(home).processes()).isEmpty();
    }

    @Test
    void aStackThatIsUpDoesNotMove() throws IOException {
        long self = ProcessHandle.current().pid();
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        folder.write(DesiredState.of(Optional.empty(), List.of("callback-service"), true));
        folder.write(new RecordedState(null, List.of(new ServiceProcess("callback-service", self, start, "no.log"))));
        new ServiceAddress("http://127.0.0.1:39211").writeTo(home);

        assertThatThrownBy(() ->
                        LocalStack.up(home, new Installation(home.resolve("none")), new StackPlan(1, 1, 39212), NOBODY))
                .hasMessageContaining("the stack is up with its REST interface at http://127.0.0.1:39211")
                .hasMessageContaining("./epochal down");
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    private void announce(String name, String log) throws IOException {
        Path file = Files.writeString(home.resolve(name + ".log"), "2026-01-02 INFO " + log + "\n");
        new StackProcesses(home, new Installation(home.resolve("none")))
                .announce(new ServiceProcess(name, 1, Instant.EPOCH, file.toString()));
    }

    private static ServerSocket open() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }
}
