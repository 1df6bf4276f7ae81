package io.epochal.cli.conformance.program;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.epochal.cli.conformance.CallReader;
import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.ServiceReply;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The scripted service on a port of this machine. It cuts the line and keeps answers back as the scenario wants. */
final class ScriptedServer implements ScriptedSide {
    /** Where programs find it. */
    static final String ADDRESS = "EPOCHAL_URL";

    private static final int THREADS = 8;
    private static final int QUEUED = 64;
    private static final Duration POLL = Duration.ofMillis(20);

    static {
        // The server writes an answer in two pieces, of which the second would wait for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final LiveTranscript live;
    private final Blows blows;
    private final HttpServer server;
    private final ExecutorService threads = new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUED), ScriptedServer::thread);
    private final CountDownLatch closed = new CountDownLatch(1);

    ScriptedServer(LiveTranscript live, Blows blows) throws IOException {
        this.live = live;
        this.blows = blows;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "conformance-server");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(ADDRESS, url().toString());
    }

    /** A program that attaches exits by itself. */
    @Override
    public boolean isOver() {
        return false;
    }

    /** Each call has its answer. */
    @Override
    public boolean isLost() {
        return false;
    }

    /** Who has exited has got its answers. */
    @Override
    public void settle() {}

    URI url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange http) throws IOException {
        try {
            Duration arrived = live.now();
            byte[] body = http.getRequestBody().readNBytes(LiveTranscript.MOST_BYTES + 1);
            String type = http.getRequestHeaders().getFirst("Content-Type");
            String request =
                    http.getRequestMethod() + " " + http.getRequestURI().getRawPath();
            Optional<Exchange> exchange = live.call(
                    arrived,
                    request,
                    body.length,
                    before -> CallReader.read(request, type == null ? "" : type, body, before));
            if (exchange.isPresent()) {
                answer(http, exchange.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Without an answer this closes the connection.
            http.close();
        }
    }

    private void answer(HttpExchange http, Exchange exchange) throws IOException, InterruptedException {
        Move move = exchange.reply().move();
        blows.strike(move.blow());
        if (closed.await(move.hold().toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        ServiceReply reply = live.answered(withRequests(exchange)).reply();
        if (move.line() != Move.Line.ANSWERED) {
            return;
        }
        byte[] content = Wire.JSON.writeValueAsBytes(reply.body());
        http.getResponseHeaders()
                .set("Content-Type", reply.status() < 400 ? "application/json" : "application/problem+json");
        if (reply.status() == 503) {
            http.getResponseHeaders().set("Retry-After", "1");
        }
        http.sendResponseHeaders(reply.status(), content.length);
        http.getResponseBody().write(content);
    }

    /** As the service: waits for a request only where there is none and no verdict is asked for. */
    private Exchange withRequests(Exchange exchange) throws InterruptedException {
        if (!exchange.reply().isTaken() || !(exchange.call() instanceof TrainerCall.Events events)) {
            return exchange;
        }
        Duration end = exchange.begun().plus(events.requestWait());
        Exchange now = live.withRequests(exchange);
        while (now.reply().verdict() == null
                && now.reply().commands().isEmpty()
                && live.now().compareTo(end) < 0
                && !closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            now = live.withRequests(now);
        }
        return now;
    }
}
