package io.epochal.callback.recording.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.policy.RemoteMonitor;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RunEvents;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RemoteMonitor's servers do, and what it is set to send, does not affect other runs. */
@Tag("slow")
class HostileServersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    @TempDir
    private Path root;

    private interface Conversation {
        void with(Socket client) throws IOException, InterruptedException;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void aPathIsSentAsPythonSendsIt() throws IOException {
        String server = server(this::answer);
        RemoteMonitorRecorder recorder = recorder(true);
        tell(recorder, "run", Map.of("root", server, "path", "/publish/epoch end/é?a=b c"));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(received)
                .anyMatch(one -> one.startsWith("POST /publish/epoch%20end/%C3%A9?a=b%20c HTTP/1.1")));
    }

    /** More of them than there are threads. */
    @Test
    void deadServersDelayNoOtherServer() throws IOException {
        String dead = server(client -> await().forever().until(client::isClosed));
        String good = server(this::answer);
        RemoteMonitorRecorder recorder = recorder(true);
        Map<String, Object> slow = Map.of("root", dead, "timeout", 1, "retries", 1000);
        for (int run = 0; run < 100; run++) {
            tell(recorder, "dead-" + run, slow);
        }
        await().atMost(LIMIT).until(() -> !recorderIsBusy(recorder, good));

        assertThat(received).isNotEmpty();
    }

    private boolean recorderIsBusy(RemoteMonitorRecorder recorder, String good) {
        tell(recorder, "good-" + System.nanoTime(), Map.of("root", good));
        return received.size() < 3;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nA: ", "", "HTTP/1.1 100 Continue\r\n\r\n", "x"})
    void anAnswerWithoutEndIsCutOff(String beginning) throws IOException {
        String endless = server(client -> {
            client.getOutputStream().write(beginning.getBytes(StandardCharsets.UTF_8));
            while (!client.isClosed()) {
                client.getOutputStream().write(new byte[10_000]);
            }
        });
        boolean accepts = beginning.startsWith("HTTP/1.1 200");
        RemoteMonitorRecorder recorder = recorder(true);
        // Who accepts has time for it on a busy machine.
        tell(recorder, "endless", Map.of("root", endless, "timeout", accepts ? 2 : 0.3, "retries", 0));
        tell(recorder, "good", Map.of("root", server(this::answer)));

        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(received).hasSize(2);
            assertThat(failures).hasSize(accepts ? 0 : 2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "host", "Content-Length", "Transfer-Encoding", "a b", "a\r\nb", "", "é", "x:"})
    void anInvalidHeaderEndsThatMonitorAndNoEpochCountsAsPosted(String header) throws IOException {
        String server = server(this::answer);
        RemoteMonitorRecorder recorder = recorder(true);
        tell(recorder, "run", Map.of("root", server, "headers", Map.of(header, "x")));
        tell(recorder, "good", Map.of("root", server + "/good"));

        await().atMost(LIMIT).until(() -> received.size() == 2);
        assertThat(received).allMatch(one -> one.startsWith("POST /good/publish"));
        assertThat(failures).isNotEmpty().allMatch(failure -> failure.run().equals("run"));
        Path posted = root.resolve("run/.posted.json");
        assertThat(Files.exists(posted) ? Files.readString(posted) : "").doesNotContain("epoch/end/\":");
        assertThatThrownBy(() -> RemoteMonitor.read(Fields.of("callbacks[0]", Map.of("headers", Map.of(header, "x")))
                        .lenient()))
                .isInstanceOf(SpecException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1",
                "http://localhost",
                "http://[::1]",
                "http://0.0.0.0",
                "http://169.254.169.254",
                "http://10.0.0.1",
                "http://[::ffff:127.0.0.1]",
                "http://0x7f.1",
                "http://2130706433"
            })
    void aPrivateAddressIsNotPostedToUnlessASettingAllowsIt(String host) throws IOException {
        String server = server(this::answer);
        RemoteMonitorRecorder recorder = recorder(false);
        tell(recorder, "run", Map.of("root", host + server.substring(server.lastIndexOf(':')), "retries", 0));

        await().atMost(LIMIT).until(() -> !failures.isEmpty());
        assertThat(received).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        String elsewhere = server(this::answer);
        String server = server(client -> {
            read(client);
            say(client, "HTTP/1.1 307 Moved\r\nLocation: " + elsewhere + "/\r\nContent-Length: 0\r\n\r\n");
        });
        tell(recorder(true), "run", Map.of("root", server, "retries", 0));

        await().atMost(LIMIT).until(() -> failures.size() == 2);
        assertThat(received).hasSize(2).noneMatch(one -> one.startsWith("POST / "));
        assertThat(failures.get(0).reason()).contains("307");
    }

    @Test
    void whatDoesNotFitIsDiscardedAndReported() throws IOException {
        String dead = server(client -> await().forever().until(client::isClosed));
        RemoteMonitorRecorder recorder = recorder(true);
        List<Map<String, Object>> list = list(Map.of("root", dead));
        recorder.record(RunEvents.started("run", 1, list));
        for (int epoch = 0; epoch < 150; epoch++) {
            recorder.record(RunEvents.applied("run", 1 + epoch, epoch, 1));
        }

        assertThat(failures).hasSize(50).allMatch(failure -> failure.reason().contains("waiting"));
    }

    @Test
    void aNoteThatIsNotOursIsLeftAlone() throws IOException {
        Path note = Files.createDirectories(root.resolve("run")).resolve(".posted.json");
        Files.writeString(note, "mine");
        Files.createDirectories(root.resolve("linked"));
        Files.createSymbolicLink(root.resolve("linked/.posted.json"), note);
        Files.createSymbolicLink(root.resolve("folder"), root.resolve("run"));
        String server = server(this::answer);
        RemoteMonitorRecorder recorder = recorder(true);
        for (String run :
                List.of("run", "linked", "folder", "../run", root.resolve("x").toString())) {
            failures.clear();
            tell(recorder, run, Map.of("root", server));
            assertThat(failures).isNotEmpty();
        }
        tell(recorder, "good", Map.of("root", server));

        await().atMost(LIMIT).until(() -> received.size() == 2);
        assertThat(note).hasContent("mine");
        assertThat(Files.list(root)).hasSize(4);
    }

    @Test
    void aNoteThatMayHoldSecretsIsItsOwners() throws IOException {
        tell(recorder(false), "run", Map.of("root", "http://127.0.0.1:1", "headers", Map.of("Authorization", "x")));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("run/.posted.json"))))
                .isEqualTo("rw-------");
    }

    private void answer(Socket client) throws IOException {
        read(client);
        say(client, OK);
    }

    private void say(Socket client, String answer) throws IOException {
        client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        client.close();
    }

    private void read(Socket client) throws IOException {
        byte[] request = new byte[4096];
        int length = client.getInputStream().read(request);
        received.add(new String(request, 0, Math.max(0, length), StandardCharsets.UTF_8));
    }

    /** The address of one that has this conversation with each client. */
    private String server(Conversation conversation) throws IOException {
        ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        opened.add(server);
        daemon(() -> {
            while (!server.isClosed()) {
                Socket client = server.accept();
                opened.add(client);
                daemon(() -> conversation.with(client));
            }
        });
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private interface Doing {
        void run() throws IOException, InterruptedException;
    }

    private static void daemon(Doing doing) {
        Thread thread = new Thread(() -> {
            try {
                doing.run();
            } catch (IOException | InterruptedException e) {
                // The other end has gone, or the test is over.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private RemoteMonitorRecorder recorder(boolean privateAddresses) {
        RemoteMonitorRecorder recorder = new RemoteMonitorRecorder(
                root, privateAddresses ? PrivateDestinations.ALL : PrivateDestinations.NONE, failures::add);
        opened.add(recorder);
        return recorder;
    }

    @SafeVarargs
    private static void tell(RemoteMonitorRecorder recorder, String run, Map<String, Object>... monitors) {
        for (TrainingEvent event : RunEvents.of(run, list(monitors))) {
            recorder.record(event);
        }
    }

    @SafeVarargs
    private static List<Map<String, Object>> list(Map<String, Object>... monitors) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Map<String, Object> monitor : monitors) {
            Map<String, Object> one = new TreeMap<>(monitor);
            one.put("type", "RemoteMonitor");
            list.add(one);
        }
        return list;
    }
}
