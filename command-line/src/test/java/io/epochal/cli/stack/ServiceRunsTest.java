package io.epochal.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.epochal.callback.summary.RunOverview;
import io.epochal.cli.spec.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceRunsTest {
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private RestClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = new RestClient(
                new ServiceAccess("http://127.0.0.1:" + server.getAddress().getPort(), Optional.of("token")));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** @param pages the body of each page, from 1 */
    private void answer(int status, IntFunction<String> pages) {
        server.createContext("/runs", exchange -> {
            String query = exchange.getRequestURI().getRawQuery();
            asked.add(query);
            int page = Integer.parseInt(query.replaceAll(".*&page=(\\d+).*", "$1"));
            byte[] body = pages.apply(page).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String page(int found, int behind, IntStream runs) {
        String listed = runs.mapToObj(i -> "{\"run\":\"run-" + i
                        + "\",\"time\":\"2026-01-02T03:04:05Z\",\"since\":\"2026-01-02T03:04:05Z\",\"attempt\":1,"
                        + "\"sequence\":2,\"started\":\"2026-01-02T03:04:05Z\",\"changed\":\"2026-01-02T03:04:05Z\","
                        + "\"end\":{\"attempt\":1,\"status\":\"completed\"},\"revoked\":0,\"suspended\":false,\"paused\":0,"
                        + "\"curve\":{\"metric\":\"val_loss\",\"epochs\":0,\"newest\":-1},\"spans\":[],\"status\":\"completed\","
                        + "\"of_a_later_version\":1}")
                .collect(Collectors.joining(","));
        return "{\"runs\":[" + listed + "],\"all\":" + found + ",\"found\":" + found + ",\"behind\":" + behind + "}";
    }

    @Test
    void readsAllPages() throws Exception {
        // One that began meanwhile has moved the last of the first page to the second.
        answer(
                200,
                page -> page == 1
                        ? page(1500, 0, IntStream.range(0, 1000))
                        : page(1500, 0, IntStream.range(999, 1499)));

        ServiceRuns runs = ServiceRuns.read(client, "val_loss < 0.05 a&b", "-metric.val_loss", Integer.MAX_VALUE);

        assertThat(runs.runs()).extracting(RunOverview::id).hasSize(1499).doesNotHaveDuplicates();
        assertThat(runs.isComplete()).isTrue();
        assertThat(asked)
                .containsExactly(
                        "q=val_loss+%3C+0.05+a%26b&sort=-metric.val_loss&page=1&size=1000",
                        "q=val_loss+%3C+0.05+a%26b&sort=-metric.val_loss&page=2&size=1000");
    }

    @Test
    void readsNoMoreThanTheLimit() throws Exception {
        answer(200, page -> page(1500, 0, IntStream.range(0, 7)));
        assertThat(ServiceRuns.read(client, "", "", 7).runs()).hasSize(7);
        assertThat(asked).containsExactly("q=&page=1&size=7");
    }

    @Test
    void knowsAListThatIsStillMade() throws Exception {
        answer(200, page -> page(1, page == 1 ? 3 : 0, IntStream.range(0, 1)));
        assertThat(ServiceRuns.read(client, "", "", 50).isComplete()).isFalse();
    }

    @Test
    void repeatsWhatTheServiceSays() {
        answer(400, page -> "{\"detail\":\"a status is one of these\"}");
        assertThatThrownBy(() -> ServiceRuns.read(client, "status:x", "", 50))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("a status is one of these (status 400 from ");
    }

    @Test
    void failsWhereAnotherProgramAnswers() {
        answer(200, page -> "<html>");
        assertThatThrownBy(() -> ServiceRuns.read(client, "", "", 50)).isInstanceOf(IOException.class);
    }
}
