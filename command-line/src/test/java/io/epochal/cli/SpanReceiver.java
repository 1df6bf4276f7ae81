package io.epochal.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Takes traces over OTLP, as a collector does: {@code POST /v1/traces} with a protobuf message, read by its fields' numbers. */
final class SpanReceiver implements AutoCloseable {
    /**
     * A span.
     *
     * @param parent empty for none
     */
    record Received(String service, String name, String trace, String id, String parent) {}

    private final Queue<Received> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    SpanReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Received> spans() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            read(UnknownFieldSet.parseFrom(exchange.getRequestBody().readAllBytes()));
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void read(UnknownFieldSet request) throws InvalidProtocolBufferException {
        for (UnknownFieldSet resourceSpans : messages(request, 1)) {
            String service = messages(resourceSpans, 1).stream()
                    .flatMap(SpanReceiver::attributes)
                    .filter(attribute -> text(attribute, 1).equals("service.name"))
                    .map(attribute -> text(message(bytes(attribute, 2)), 1))
                    .findFirst()
                    .orElse("");
            for (UnknownFieldSet scope : messages(resourceSpans, 2)) {
                for (UnknownFieldSet span : messages(scope, 2)) {
                    spans.add(new Received(service, text(span, 5), hex(span, 1), hex(span, 2), hex(span, 4)));
                }
            }
        }
    }

    private static Stream<UnknownFieldSet> attributes(UnknownFieldSet resource) {
        return messages(resource, 1).stream();
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(SpanReceiver::message)
                .toList();
    }

    private static UnknownFieldSet message(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a message", e);
        }
    }

    private static ByteString bytes(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream().findFirst().orElse(ByteString.EMPTY);
    }

    private static String text(UnknownFieldSet of, int field) {
        return bytes(of, field).toStringUtf8();
    }

    private static String hex(UnknownFieldSet of, int field) {
        return HexFormat.of().formatHex(bytes(of, field).toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
