package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A callback service by the contract of attached trainers, whose decisions and failures a test scripts. It checks numbers as the service
 * does: no gaps, and a repeat is answered as it was.
 */
public final class ScriptedService implements AutoCloseable {
    /** A call that is answered with a status and a problem, in place of what it asks for. */
    public record Failure(int status, String problem) {}

    private static final Set<String> BARRIERS = Set.of("EpochEnded", "BatchReached", "TrainingEnded");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Long, JsonObject> verdicts = new HashMap<>();
    private final List<JsonObject> requests = new ArrayList<>();
    private final Set<String> answered = new HashSet<>();

    public final List<JsonObject> attachments = new ArrayList<>();
    public final List<JsonObject> events = new ArrayList<>();
    public final List<JsonObject> batches = new ArrayList<>();
    public final List<String> bodies = new ArrayList<>();
    /** Of the calls that come next. */
    public final Deque<Failure> failures = new ArrayDeque<>();
    /** How many calls are taken and not answered. */
    public int cuts;
    /** Whether no call is taken. */
    public boolean away;

    private Function<JsonObject, JsonObject> decider = event -> verdict(event);

    public ScriptedService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The verdict on a barrier; that on the attachment has the type {@code attached}. */
    public synchronized void decide(Function<JsonObject, JsonObject> decides) {
        decider = decides;
    }

    /** One that leaves the callbacks as they are. */
    public static JsonObject verdict(JsonObject event, String... commands) {
        JsonObject verdict =
                parse("{\"run\": \"r\", \"attempt\": 1, \"time\": \"2026-01-02T03:04:05Z\", \"commands\": ["
                        + String.join(",", commands)
                        + "], \"reasons\": [], \"recordings\": [], \"retain\": [],"
                        + " \"ask\": {\"at_step\": null, \"at_non_finite_loss\": false}}");
        verdict.add("answers", event.get("sequence"));
        verdict.add("callbacks", event.get("callbacks"));
        return verdict;
    }

    /** The same, which wants to be asked from this step on. */
    public static JsonObject asking(JsonObject verdict, long step) {
        verdict.getAsJsonObject("ask").addProperty("at_step", step);
        return verdict;
    }

    public static JsonObject parse(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    /** A user asks for something. */
    public synchronized void request(String id, String command) {
        JsonObject request = parse("{\"run\": \"r\", \"requested_by\": \"ann\", \"command\": " + command + "}");
        request.addProperty("command_id", id);
        requests.add(request);
        notifyAll();
    }

    public synchronized List<JsonObject> of(String type) {
        return events.stream()
                .filter(event -> event.get("type").getAsString().equals(type))
                .toList();
    }

    public synchronized List<String> types() {
        return events.stream().map(event -> event.get("type").getAsString()).toList();
    }

    /** Waits until something was said. */
    public synchronized void until(BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it was not said in time; said: " + types());
            }
            wait(100);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean cut;
        Failure failure;
        JsonObject answer = new JsonObject();
        synchronized (this) {
            bodies.add(body);
            failure = away ? new Failure(503, "log-unavailable") : failures.poll();
            cut = cuts > 0;
            if (failure == null) {
                cuts = Math.max(0, cuts - 1);
                try {
                    answer = answer(exchange.getRequestURI().getPath(), parse(body));
                } catch (IllegalStateException gap) {
                    failure = new Failure(409, "gap");
                }
                notifyAll();
            }
        }
        if (failure != null) {
            answer = parse("{\"type\": \"urn:epochal:problem:" + failure.problem() + "\", \"title\": \"no\"}");
            answer.addProperty("detail", failure.problem() + " says the test");
        } else if (cut) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(failure == null ? 200 : failure.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonObject answer(String path, JsonObject body) {
        JsonObject answer = path.equals("/runs") ? attach(body) : report(body);
        if (!answer.has("verdict") && body.has("wait") && open().isEmpty()) {
            awaitRequest(body.get("wait").getAsDouble());
        }
        answer.add("commands", open());
        return answer;
    }

    private JsonArray open() {
        JsonArray open = new JsonArray();
        requests.stream()
                .filter(request -> !answered.contains(request.get("command_id").getAsString()))
                .forEach(open::add);
        return open;
    }

    private void awaitRequest(double seconds) {
        long deadline = System.nanoTime() + (long) (seconds * 1e9);
        try {
            for (long left = seconds > 0 ? 1 : 0; left > 0 && open().isEmpty(); left = deadline - System.nanoTime()) {
                wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonObject attach(JsonObject body) {
        attachments.add(body);
        JsonObject event = new JsonObject();
        event.addProperty("type", "attached");
        event.addProperty("sequence", 0);
        event.add("callbacks", body.get("callbacks"));
        JsonObject answer = new JsonObject();
        answer.addProperty("run", body.has("run") ? body.get("run").getAsString() : "r");
        answer.addProperty(
                "attempt",
                body.has("resume")
                        ? body.getAsJsonObject("resume").get("attempt").getAsInt() + 1
                        : 1);
        answer.addProperty("sequence", 0);
        answer.add("verdict", verdicts.computeIfAbsent(0L, first -> decider.apply(event)));
        return answer;
    }

    private JsonObject report(JsonObject body) {
        body.getAsJsonArray("batches").forEach(batch -> batches.add(batch.getAsJsonObject()));
        JsonObject answer = new JsonObject();
        for (JsonElement one : body.getAsJsonArray("events")) {
            JsonObject event = one.getAsJsonObject();
            long sequence = event.get("sequence").getAsLong();
            if (sequence > events.size() + 1) {
                throw new IllegalStateException("a gap before " + event);
            }
            if (sequence == events.size() + 1) {
                events.add(event);
            } else if (!events.get((int) sequence - 1).equals(event)) {
                throw new IllegalStateException("another event under the number " + sequence);
            }
            if (event.has("command_id")) {
                answered.add(event.get("command_id").getAsString());
            }
            if (BARRIERS.contains(event.get("type").getAsString())) {
                answer.add("verdict", verdicts.computeIfAbsent(sequence, number -> decider.apply(event)));
            }
        }
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
