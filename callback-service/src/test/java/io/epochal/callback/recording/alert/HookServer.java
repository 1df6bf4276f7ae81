package io.epochal.callback.recording.alert;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that takes webhooks, and answers as a test wants. */
public final class HookServer implements Closeable {
    public static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";
    /** Whole requests, in the order in which they came. */
    public final List<Received> received = new CopyOnWriteArrayList<>();

    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final Conversation conversation;

    /** @param headers with names in lower case */
    public record Received(String line, Map<String, String> headers, String body) {}

    /** Answers a request. */
    public interface Conversation {
        void answer(int number, Received request, Socket client) throws IOException;
    }

    public HookServer(Conversation conversation) throws IOException {
        this.conversation = conversation;
        daemon(() -> {
            while (!server.isClosed()) {
                Socket client = server.accept();
                clients.add(client);
                daemon(() -> serve(client));
            }
        });
    }

    /** One that answers each request with the next of these, and with the last from then on. */
    public static HookServer answering(String... answers) throws IOException {
        return new HookServer((number, request, client) -> client.getOutputStream()
                .write(answers[Math.min(number, answers.length - 1)].getBytes(StandardCharsets.UTF_8)));
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/hook";
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            InputStream in = client.getInputStream();
            String line = line(in);
            Map<String, String> headers = new TreeMap<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            Received request = new Received(line, headers, body);
            int number;
            synchronized (received) {
                number = received.size();
                received.add(request);
            }
            conversation.answer(number, request, client);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
            line.write(read);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    private interface Doing {
        void run() throws IOException;
    }

    private static void daemon(Doing doing) {
        Thread thread = new Thread(() -> {
            try {
                doing.run();
            } catch (IOException e) {
                // The other end has gone, or the test is over.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : new ArrayList<>(clients)) {
            client.close();
        }
    }
}
