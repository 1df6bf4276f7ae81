package io.epochal.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** Hands connections on to a server, and cuts them when so many bytes have gone to it. */
final class CuttingProxy implements Closeable {
    private final ServerSocket listening;
    private final URI target;
    private final AtomicLong passed = new AtomicLong();
    private volatile long limit = Long.MAX_VALUE;

    CuttingProxy(String endpoint) throws IOException {
        this.target = URI.create(endpoint);
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::acceptAll);
    }

    String endpoint() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** So many bytes from now on, of all connections together. */
    void cutAfter(long bytes) {
        limit = passed.get() + bytes;
    }

    /** Bytes that have gone to the server. */
    long passed() {
        return passed.get();
    }

    private void acceptAll() {
        try {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                daemon(() -> pass(client, server, true));
                daemon(() -> pass(server, client, false));
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (counted && passed.addAndGet(count) > limit) {
                    return;
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // Either side has hung up; both are closed.
            return;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
